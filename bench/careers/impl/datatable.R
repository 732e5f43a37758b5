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

last <- max(enrolments$school_year)
later <- vo[, .(pupil, school_year = school_year - 1L, grade_next = grade, low_next = low, high_next = high)]
passed <- diplomas[level %in% level_span$code, .(pupil, school_year, passed = TRUE)]
step <- merge(vo[school_year < last], later, by = c("pupil", "school_year"), all.x = TRUE)
step <- merge(step, passed, by = c("pupil", "school_year"), all.x = TRUE)
step[, passed := !is.na(passed)]
zittenblijven <- step[!passed & grade != 0 & !is.na(grade_next) & grade_next != 0]
zittenblijven[, x := grade == grade_next]
bovenbouw <- step[level %in% departments & grade >= 3 & (passed | !is.na(grade_next))]
bovenbouw[, x := passed | low_next > high | (grade_next > grade & high_next >= low)]

pupils[, born := as.integer(substr(birth_month, 1, 4)) + (as.integer(substr(birth_month, 6, 7)) > 9L)]
vsv <- merge(enrolments[level %in% young & between(school_year, 2012, last - 1)], pupils[, .(pupil, born)], by = "pupil")
vsv <- vsv[between(school_year - born, 12, 22)]
vsv <- merge(vsv, enrolments[, .(pupil, school_year = school_year - 1L, stays = TRUE)],
             by = c("pupil", "school_year"), all.x = TRUE)
gone <- merge(vsv[is.na(stays), .(pupil, school_year)], diplomas[level %in% basic, .(pupil, earned = school_year)],
              by = "pupil", allow.cartesian = TRUE)
gone <- unique(gone[between(school_year - earned, 0, 5), .(pupil, school_year, qualified = TRUE)])
vsv <- merge(vsv, gone, by = c("pupil", "school_year"), all.x = TRUE)
vsv[, x := is.na(stays) & is.na(qualified)]
clock <- lap(clock, "facts")

facts <- list(onder = onder, bijstelling = bijstelling, positie = positie,
              zittenblijven = zittenblijven, bovenbouw = bovenbouw, vsv = vsv)
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
