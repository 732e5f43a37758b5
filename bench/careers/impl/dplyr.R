# R dplyr as an analyst writes it; files read with fread, which is faster than readr. Rscript dplyr.R FOLDER THREADS
suppressMessages({ library(dplyr); library(data.table) })
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
source(file.path(here, "report.R"))
setDTthreads(threads)
clock <- start()
read <- function(name) as_tibble(fread(file.path(data, paste0(name, ".csv")), na.strings = ""))
pupils <- read("pupils"); enrolments <- read("enrolments"); advices <- read("advices"); diplomas <- read("diplomas")
clock <- lap(clock, "load")

low <- function(code, spans) spans$low[match(code, spans$code)]
high <- function(code, spans) spans$high[match(code, spans$code)]
keys <- c("pupil", "school_year")
vo <- enrolments %>% filter(level %in% level_span$code) %>%
  mutate(low = low(level, level_span), high = high(level, level_span))

advised <- advices %>% mutate(
  provisional = low(provisional_advice, advice_span) + high(provisional_advice, advice_span),
  test = low(test_advice, test_span) + high(test_advice, test_span),
  final = low(final_advice, advice_span) + high(final_advice, advice_span),
  final_low = low(final_advice, advice_span)
)
onder <- advised %>% filter(!is.na(final), !is.na(test)) %>%
  mutate(x = test > final & !(final_advice == "pro" & test_advice == "pro/vmbo-bb"))
bijstelling <- advised %>% filter(!is.na(provisional), !is.na(test)) %>%
  mutate(x = !is.na(final) & final > provisional)
third <- vo %>% transmute(pupil, school_year = school_year - 3L, high)
positie <- advised %>% filter(!is.na(final)) %>% inner_join(third, by = keys) %>% mutate(x = high >= final_low)

later <- vo %>% transmute(pupil, school_year = school_year - 1L, grade_next = grade, high_next = high)
step <- vo %>% inner_join(later, by = keys) %>% anti_join(diplomas, by = keys)
zittenblijven <- step %>% filter(grade != 0, grade_next != 0) %>% mutate(x = grade == grade_next)
afstroom <- step %>% mutate(x = high_next < low)

last <- max(enrolments$school_year)
havo <- enrolments %>% filter(level == "havo", grade %in% c(0L, 4L, 5L)) %>%
  transmute(pupil, school_year = school_year - 1L, x = TRUE)
gt_havo <- diplomas %>% filter(level == "vmbo-gt", school_year < last) %>% left_join(havo, by = keys) %>%
  mutate(x = !is.na(x))
clock <- lap(clock, "facts")

facts <- list(onder = onder, bijstelling = bijstelling, positie = positie,
              zittenblijven = zittenblijven, afstroom = afstroom, gt_havo = gt_havo)
cells <- list()
for (name in names(facts)) {
  fact <- facts[[name]] %>% select(pupil, school_year, location, x) %>% inner_join(pupils, by = "pupil")
  for (grouping in groupings) {
    found <- fact %>% group_by(school_year, location, .data[[grouping]]) %>%
      summarise(n = n(), x = sum(x), .groups = "drop")
    cells[[paste0(name, "|", grouping)]] <- found
  }
}
clock <- lap(clock, "count")
report(clock, cells)
