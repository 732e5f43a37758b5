# Ratios of two shares and Poisson limits of counts, in base R 4.2.2:
#   Rscript scripts/oracles/ratios.R > tests/reference/data/ratios_r.csv
# Score limits: the restricted likelihood is maximised by a search, and Pearson's chi-square of both groups
# (Koopman 1984) is set to qchisq(.95, 1) by uniroot. Log limits: a log-binomial model. Counts: poisson.test.
out <- NULL
add <- function(case, q, v) out <<- rbind(out, data.frame(case=case, quantity=q, value=sprintf("%.15g", v)))
score <- function(theta, x, m, y, n) {
  top <- min(theta, 1)
  minus <- function(p) -(dbinom(x, m, p, log=TRUE) + dbinom(y, n, p/theta, log=TRUE))
  p <- optimize(minus, c(0, top), tol=1e-13)$minimum
  term <- function(k, size, q) (k - size*q)^2 / (size*q*(1 - q))
  term(x, m, p) + term(y, n, p/theta)
}
tables <- list(koopman=c(36,40,16,80), few=c(3,17,9,22), same=c(12,60,20,100), rare=c(4,350,15,900), many=c(410,700,520,1300))
for (case in names(tables)) {
  t <- tables[[case]]; est <- (t[1]/t[2])/(t[3]/t[4])
  f <- function(l) score(exp(l), t[1], t[2], t[3], t[4]) - qchisq(.95, 1)
  for (i in 1:4) add(case, c("x1","n1","x0","n0")[i], t[i])
  add(case, "score lower", exp(uniroot(f, c(-6, log(est)-1e-3), tol=1e-12)$root))
  add(case, "score upper", exp(uniroot(f, c(log(est)+1e-3, 6), tol=1e-12)$root))
  d <- data.frame(x=t[c(1,3)], n=t[c(2,4)], g=c(1,0))
  m <- glm(cbind(x, n-x) ~ g, binomial("log"), d, start=c(log(t[3]/t[4]), log(est)), epsilon=1e-12, maxit=200)
  se <- sqrt(vcov(m)[2,2])
  add(case, "log lower", exp(coef(m)[2] - qnorm(.975)*se)); add(case, "log upper", exp(coef(m)[2] + qnorm(.975)*se))
}
for (k in c(1, 5, 10, 50, 400)) {
  ci <- poisson.test(k, 1)$conf.int
  add(paste0("count", k), "count", k); add(paste0("count", k), "exact lower", ci[1]); add(paste0("count", k), "exact upper", ci[2])
}
write.csv(out, row.names=FALSE, quote=FALSE)
