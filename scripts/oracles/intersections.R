# Excess over additivity as the interaction of a linear model on single pupils, with the CR2 variance of
# clubSandwich 0.5.8, in R 4.2.2:
#   Rscript scripts/oracles/intersections.R > tests/reference/data/intersections_r.csv
suppressPackageStartupMessages(library(clubSandwich))
set.seed(3)
out <- NULL
add <- function(case, q, v) out <<- rbind(out, data.frame(case=case, quantity=q, value=sprintf("%.15g", v)))
for (case in c("twelve", "thirty")) {
  G <- c(twelve=12, thirty=30)[[case]]; d <- NULL
  for (g in 1:G) { z <- rnorm(1, 0, .1); for (a in 0:1) for (b in 0:1) {
    n <- rpois(1, 9); if (n > 0) d <- rbind(d, data.frame(g=g, a=a, b=b,
      y=rbinom(n, 1, min(max(.3 + .1*a + .15*b + .1*a*b + z, .02), .98))))
  } }
  s <- aggregate(y ~ g + a + b, d, function(v) c(sum(v), length(v)))
  for (i in seq_len(nrow(s))) {
    add(case, sprintf("x %d %d %d", s$g[i], s$a[i], s$b[i]), s$y[i,1])
    add(case, sprintf("n %d %d %d", s$g[i], s$a[i], s$b[i]), s$y[i,2])
  }
  f <- lm(y ~ a*b, d); t <- coef_test(f, vcovCR(f, d$g, "CR2"), test="Satterthwaite")
  add(case, "estimate", coef(f)[["a:b"]]); add(case, "variance", t$SE[4]^2); add(case, "df", t$df_Satt[4])
}
write.csv(out, row.names=FALSE, quote=FALSE)
