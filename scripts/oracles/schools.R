# Expected values for the tests of schools and segregation, from R 4.2.2 with metafor 3.8-1, lme4 1.1-31 and vegan 2.6-4.
# The schools are made up. Run from the root of the repository:
#   Rscript scripts/oracles/schools.R > tests/reference/data/schools_r.csv
out <- function(case, quantity, value) cat(sprintf("%s,%s,%.12g\n", case, quantity, value), sep = "")
cat("case,quantity,value\n")

# Adjusted beta-binomial by optim: the log-likelihood plus log((1 - B) B^(1/4)) with B = size / (size + mean pupils), over
# logit of the mean and log(1/size).
beta_binomial <- function(case, y, n) {
  minus <- function(t) {
    p <- plogis(t[1]); size <- exp(-t[2])
    -(sum(lbeta(p * size + y, (1 - p) * size + n - y) - lbeta(p * size, (1 - p) * size)) + t[2] - 1.25 * log1p(mean(n) * exp(t[2])))
  }
  best <- list(value = Inf)
  for (start in c(-6, -4, -2)) {
    fit <- optim(c(qlogis(sum(y) / sum(n)), start), minus, method = "BFGS", hessian = TRUE,
                 control = list(reltol = 1e-15, maxit = 1000))
    if (fit$value < best$value) best <- fit
  }
  out(case, paste0("yes", seq_along(y)), y)
  out(case, paste0("pupils", seq_along(n)), n)
  out(case, "centre", plogis(best$par[1]))
  out(case, "size", exp(-best$par[2]))
  v <- solve(best$hessian)
  out(case, "variance_logit", v[1, 1])
  out(case, "covariance", v[1, 2])
  out(case, "variance_log", v[2, 2])
}
beta_binomial("spread", c(3, 8, 12, 2, 30, 9, 25, 14), c(20, 25, 60, 22, 80, 15, 90, 31))
beta_binomial("alike", c(5, 7, 10, 5, 15, 2), c(25, 30, 55, 20, 80, 15))
beta_binomial("rare", c(0, 1, 4, 0, 2, 9, 0, 1, 3, 1), c(18, 40, 44, 12, 60, 51, 33, 28, 75, 19))

# Overdispersion. Without winsorising tau is DerSimonian and Laird's (metafor); with it, Spiegelhalter's formulas.
overdispersion <- function(case, y, n) {
  p <- sum(y) / sum(n); v <- p * (1 - p) / n
  fit <- metafor::rma.uni(yi = y / n, vi = v, method = "DL")
  out(case, paste0("yes", seq_along(y)), y)
  out(case, paste0("pupils", seq_along(n)), n)
  out(case, "tau_dl", sqrt(fit$tau2))
  out(case, "centre", p)
  z <- (y / n - p) / sqrt(v)
  edge <- quantile(z, c(0.1, 0.9), type = 7)
  q <- sum(pmin(pmax(z, edge[1]), edge[2])^2)
  w <- 1 / v
  tau <- sqrt(max(0, (q - (length(y) - 1)) / (sum(w) - sum(w^2) / sum(w))))
  out(case, "phi", q / length(y))
  out(case, "tau", tau)
  out(case, paste0("z", seq_along(y)), (y / n - p) / sqrt(v + tau^2))
  # Exact limits, interpolated between two numbers of pupils (Spiegelhalter 2005, appendix A.1).
  for (tail in c(0.001, 0.025, 0.975, 0.999)) {
    r <- qbinom(tail, n, p)
    a <- (pbinom(r, n, p) - tail) / (pbinom(r, n, p) - ifelse(r > 0, pbinom(r - 1, n, p), 0))
    out(case, paste0("limit", tail, "_", seq_along(y)), pmin(pmax(p + ((r - a) / n - p) * sqrt(1 + tau^2 / v), 0), 1))
  }
}
overdispersion("wide", c(3, 8, 12, 2, 30, 9, 25, 14), c(20, 25, 60, 22, 80, 15, 90, 31))
overdispersion("chance", c(5, 7, 10, 5, 15, 2), c(25, 30, 55, 20, 80, 15))

# Random intercept by maximum likelihood, and the schools' own effects (lme4).
school <- rep(1:6, c(4, 7, 3, 9, 5, 6))
score <- c(1, 0, 2, 1, 0, 0, 1, 0, 1, 0, 0, 2, 2, 1, 1, 2, 0, 1, 1, 2, 0, 1, 1, 2, 2, 2, 1, 2, 0, 0, 1, 0, 0, 1)
fit <- lme4::lmer(score ~ 1 + (1 | school), REML = FALSE,
                  control = lme4::lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-14)))
v <- as.data.frame(lme4::VarCorr(fit))$vcov
out("means", "intercept", lme4::fixef(fit))
out("means", "error", sqrt(vcov(fit)[1, 1]))
out("means", "between", v[1])
out("means", "within", v[2])

# Segregation: D as in the definition; entropy by base R; D, M and isolation under chance from 1e5 tables with
# these margins (stats::r2dtable, Patefield 1981), so these three are known to about 0.3%.
counts <- matrix(c(12, 3, 5, 20, 8, 2, 1, 4, 4, 6, 9, 1, 15, 2, 0, 7, 7, 3), ncol = 3, byrow = TRUE)
t <- rowSums(counts); g <- colSums(counts); n <- sum(counts)
h <- function(x) { p <- x[x > 0] / sum(x); -sum(p * log(p)) }
m <- function(x) h(rowSums(x)) + h(colSums(x)) - h(x)
d <- function(x) {
  p <- colSums(x) / sum(x)
  sum(rowSums(x) * abs(sweep(x / rowSums(x), 2, p))) / (2 * sum(x) * sum(p * (1 - p)))
}
iso <- function(x) colSums(x * x / rowSums(x)) / colSums(x)
two <- function(x) 0.5 * sum(abs(x[, 1] / sum(x[, 1]) - x[, 2] / sum(x[, 2])))
for (j in 1:3) out("segregation", paste0("group", j, "_unit", seq_along(t)), counts[, j])
out("segregation", "d", d(counts))
out("segregation", "d_two", two(counts[, 1:2]))
out("segregation", "m", m(counts))
out("segregation", "h", m(counts) / h(g))
out("segregation", paste0("isolation", 1:3), iso(counts))
# What vegan calls Shannon diversity is the entropy of the groups in each unit.
out("segregation", "h_vegan", 1 - sum(t * vegan::diversity(counts)) / (n * vegan::diversity(g)))
set.seed(20261122)
drawn <- stats::r2dtable(1e5, t, g)
out("segregation", "chance_d", mean(sapply(drawn, d)))
out("segregation", "chance_m", mean(sapply(drawn, m)))
out("segregation", paste0("chance_isolation", 1:3), rowMeans(sapply(drawn, iso)))
