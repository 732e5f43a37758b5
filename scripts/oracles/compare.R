# Expected values for the tests of gelijkop.compare, from base R. Run from the root of the repository:
#   Rscript scripts/oracles/compare.R > tests/reference/data/compare_r.csv
# Writes long CSV: case, quantity, value. The tables behind the cases are written too (quantity table[i]),
# as R stores a 2 x 2 x K array: x1, x0, n1 - x1, n0 - x0 for each stratum.

options(digits = 17)
out <- function(case, quantity, value)
  cat(sprintf("%s,%s,%.15g\n", case, quantity, value), sep = "")
cat("case,quantity,value\n")

stratified <- function(case, table) {
  out(case, sprintf("table[%d]", seq_along(table)), as.vector(table))
  plain <- mantelhaen.test(table, correct = FALSE)
  corrected <- mantelhaen.test(table, correct = TRUE)
  out(case, "odds_ratio", plain$estimate)
  out(case, "odds_ratio_lower", plain$conf.int[1])
  out(case, "odds_ratio_upper", plain$conf.int[2])
  out(case, "chi2", plain$statistic)
  out(case, "p", plain$p.value)
  out(case, "chi2_corrected", corrected$statistic)
  out(case, "p_corrected", corrected$p.value)
}

# R's UCBAdmissions is Admit x Gender x Dept; here rows are Gender, Female first, and columns Admit.
ucb <- aperm(UCBAdmissions, c(2, 1, 3))[c("Female", "Male"), c("Admitted", "Rejected"), ]
stratified("ucb", ucb)

set.seed(20241001)
for (i in 1:4) {
  strata <- c(2, 3, 6, 6)[i]
  size <- c(5, 20, 30, 400)[i]
  n <- matrix(rpois(2 * strata, size) + 1, 2)
  x <- matrix(rbinom(2 * strata, n, runif(2 * strata, 0.15, 0.85)), 2)
  stratified(sprintf("random%d", i), array(rbind(x, n - x), c(2, 2, strata)))
}

for (case in list(c(81, 263), c(15, 148), c(0, 20), c(1, 29), c(29, 29), c(7, 10), c(500, 12345))) {
  name <- sprintf("wilson %d/%d", case[1], case[2])
  interval <- prop.test(case[1], case[2], correct = FALSE)$conf.int
  out(name, "lower", interval[1])
  out(name, "upper", interval[2])
}

for (n in c(30, 100, 400, 800)) for (base in c(0.05, 0.2, 0.4)) {
  fit <- power.prop.test(n = n, p1 = base, power = 0.8, sig.level = 0.05, tol = 1e-12)
  out(sprintf("power n=%d base=%g", n, base), "difference", fit$p2 - base)
}

scores <- rep(c(-1, 0, 0.5, 1), c(3, 17, 8, 2))
fit <- t.test(scores)
out("mean", "estimate", fit$estimate)
out("mean", "lower", fit$conf.int[1])
out("mean", "upper", fit$conf.int[2])

p <- c(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216)
out("benjamini_hochberg", sprintf("p[%d]", seq_along(p)), p)
out("benjamini_hochberg", sprintf("adjusted[%d]", seq_along(p)), p.adjust(p, "BH"))
