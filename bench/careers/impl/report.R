# What the R competitors share: arguments, the level scale, the clock and the line of JSON at the end.
arguments <- commandArgs(TRUE)
data <- arguments[1]
threads <- as.integer(arguments[2])
groupings <- readLines(file.path(data, "groupings.txt"))
spans <- function(name) read.csv(file.path(data, paste0(name, ".csv")), stringsAsFactors = FALSE)
departments <- readLines(file.path(data, "departments.txt"))
young <- readLines(file.path(data, "young.txt"))
basic <- readLines(file.path(data, "basic.txt"))
advice_span <- spans("advice_span"); test_span <- spans("test_span"); level_span <- spans("level_span")

used <- function() {
  now <- proc.time()
  c(sum(now[c("user.self", "sys.self", "user.child", "sys.child")], na.rm = TRUE), now[["elapsed"]])
}
start <- function() list(at = used(), phases = list())
lap <- function(clock, phase) {
  now <- used()
  clock$phases[[phase]] <- now - clock$at
  clock$at <- now
  clock
}
report <- function(clock, cells) {
  status <- readLines("/proc/self/status")
  peak <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", status, value = TRUE))) / 1024
  load <- as.numeric(strsplit(readLines("/proc/loadavg"), " ")[[1]][1])
  sums <- sapply(cells, function(c) {
    n <- as.numeric(c$n); x <- as.numeric(c$x); year <- as.numeric(c$school_year)
    paste0("[", paste(format(c(length(n), sum(n), sum(x), sum(n * n), sum(x * x), sum(n * year)),
                             scientific = FALSE, trim = TRUE), collapse = ", "), "]")
  })
  phases <- sapply(clock$phases, function(p) sprintf("[%.4f, %.4f]", p[1], p[2]))
  object <- function(values) paste0("{", paste(sprintf('"%s": %s', names(values), values), collapse = ", "), "}")
  cat(sprintf('{"phases": %s, "peak_mb": %.1f, "load": %.2f, "sums": %s}\n',
              object(phases), peak, load, object(sums)))
}
