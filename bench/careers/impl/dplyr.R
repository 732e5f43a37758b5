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

last <- max(enrolments$school_year)
later <- vo %>%
  transmute(pupil, school_year = school_year - 1L, grade_next = grade, low_next = low, high_next = high)
passed <- diplomas %>% filter(level %in% level_span$code) %>% transmute(pupil, school_year, passed = TRUE)
step <- vo %>% filter(school_year < last) %>% left_join(later, by = keys) %>% left_join(passed, by = keys) %>%
  mutate(passed = !is.na(passed))
zittenblijven <- step %>% filter(!passed, grade != 0, !is.na(grade_next), grade_next != 0) %>%
  mutate(x = grade == grade_next)
bovenbouw <- step %>% filter(level %in% departments, grade >= 3, passed | !is.na(grade_next)) %>%
  mutate(x = passed | low_next > high | (grade_next > grade & high_next >= low))

ages <- pupils %>%
  transmute(pupil, born = as.integer(substr(birth_month, 1, 4)) + (as.integer(substr(birth_month, 6, 7)) > 9L))
vsv <- enrolments %>% filter(level %in% young, between(school_year, 2012, last - 1)) %>% inner_join(ages, by = "pupil") %>%
  filter(between(school_year - born, 12, 22)) %>%
  left_join(enrolments %>% transmute(pupil, school_year = school_year - 1L, stays = TRUE), by = keys)
earned <- diplomas %>% filter(level %in% basic) %>% select(pupil, earned = school_year)
gone <- vsv %>% filter(is.na(stays)) %>% select(pupil, school_year) %>% inner_join(earned, by = "pupil") %>%
  filter(between(school_year - earned, 0, 5)) %>% distinct(pupil, school_year) %>% mutate(qualified = TRUE)
vsv <- vsv %>% left_join(gone, by = keys) %>% mutate(x = is.na(stays) & is.na(qualified))
clock <- lap(clock, "facts")

facts <- list(onder = onder, bijstelling = bijstelling, positie = positie,
              zittenblijven = zittenblijven, bovenbouw = bovenbouw, vsv = vsv)
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
