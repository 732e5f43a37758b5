# R data.table as an analyst writes it. Rscript datatable.R FOLDER_WITH_CSV THREADS
suppressMessages(library(data.table))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "report.R"))
setDTthreads(threads)
clock <- start()
read <- function(name) fread(file.path(data, paste0(name, ".csv")), stringsAsFactors = FALSE, na.strings = "")
pupils <- read("pupils"); enrolments <- read("enrolments"); advices <- read("advices"); diplomas <- read("diplomas")
clock <- lap(clock, "load")

low <- function(code, spans) spans$low[match(code, spans$code)]
high <- function(code, spans) spans$high[match(code, spans$code)]
vo <- enrolments[level %in% level_span$code]
vo[, `:=`(low = low(level, level_span), high = high(level, level_span))]

advices[, `:=`(
  provisional = low(provisional_advice, advice_span) + high(provisional_advice, advice_span),
  test = low(test_advice, test_span) + high(test_advice, test_span),
  final = low(final_advice, advice_span) + high(final_advice, advice_span),
  final_low = low(final_advice, advice_span)
)]
third <- vo[, .(pupil, school_year = school_year - 3L, high)]
onder <- advices[!is.na(final) & !is.na(test)]
onder[, x := test > final & !(final_advice == "pro" & test_advice == "pro/vmbo-bb")]
bijstelling <- advices[!is.na(provisional) & !is.na(test)]
bijstelling[, x := !is.na(final) & final > provisional]
positie <- merge(advices[!is.na(final)], third, by = c("pupil", "school_year"))
positie[, x := high >= final_low]

later <- vo[, .(pupil, school_year = school_year - 1L, grade_next = grade, high_next = high)]
step <- merge(vo, later, by = c("pupil", "school_year"))
step <- step[!diplomas, on = .(pupil, school_year)]
zittenblijven <- step[grade != 0 & grade_next != 0]
zittenblijven[, x := grade == grade_next]
afstroom <- step[, x := high_next < low]

gt_havo <- diplomas[level == "vmbo-gt" & school_year < max(enrolments$school_year)]
havo <- enrolments[level == "havo" & grade %in% c(0L, 4L, 5L), .(pupil, school_year = school_year - 1L, x = TRUE)]
gt_havo <- merge(gt_havo, havo, by = c("pupil", "school_year"), all.x = TRUE)
gt_havo[, x := !is.na(x)]
clock <- lap(clock, "facts")

facts <- list(onder = onder, bijstelling = bijstelling, positie = positie,
              zittenblijven = zittenblijven, afstroom = afstroom, gt_havo = gt_havo)
cells <- list()
for (name in names(facts)) {
  fact <- merge(facts[[name]][, .(pupil, school_year, location, x)], pupils, by = "pupil")
  for (grouping in groupings) {
    found <- fact[, .(n = .N, x = sum(x)), by = c("school_year", "location", grouping)]
    cells[[paste0(name, "|", grouping)]] <- found
  }
}
clock <- lap(clock, "count")
report(clock, cells)
