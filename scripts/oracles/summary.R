# Summary measures of inequality in R 4.2.2, on pupils written out one by one:
#   Rscript scripts/oracles/summary.R > tests/reference/data/summary_r.csv
# SII: lm of the outcome on the ridit; its variance from a model with a mean for each group (HC0, sandwich).
# Concentration index: twice the weighted covariance with the rank over the mean; its variance as the sum of
# squares of the numerical influence of each pupil, ranks worked out anew. Others: means, with numerical gradients.
suppressPackageStartupMessages(library(sandwich))
out <- NULL
add <- function(case, q, v) out <<- rbind(out, data.frame(case=case, quantity=q, value=sprintf("%.15g", v)))
cases <- list(four=list(x=c(12,40,55,70), n=c(60,120,110,95)), three=list(x=c(9,20,180), n=c(45,60,400)),
              five=list(x=c(30,22,25,18,9), n=c(80,75,90,70,60)))
ridit <- function(n) (cumsum(n) - n/2)/sum(n)
measures <- function(p, n) {
  w <- n/sum(n); r <- ridit(n); m <- sum(w*p)
  b <- coef(lm(p ~ r, weights=n))
  c(sii=b[[2]], rii=(b[[1]] + b[[2]])/b[[1]], ci=2*sum(w*(p - m)*(r - .5))/m, count=sum(n*(p - p[length(p)])),
    fraction=(m - p[length(p)])/m, disparity=mean(abs(p - m))/m)
}
for (case in names(cases)) {
  x <- cases[[case]]$x; n <- cases[[case]]$n; p <- x/n; g <- rep(seq_along(n), n)
  for (i in seq_along(n)) { add(case, paste("x", i), x[i]); add(case, paste("n", i), n[i]) }
  y <- unlist(lapply(seq_along(n), function(i) rep(1:0, c(x[i], n[i] - x[i]))))
  V <- vcovHC(lm(y ~ 0 + factor(g)), "HC0")
  est <- measures(p, n)
  for (q in names(est)) {
    grad <- sapply(seq_along(p), function(j) { h <- 1e-5; e <- replace(p*0, j, h); (measures(p+e, n)[[q]] - measures(p-e, n)[[q]])/(2*h) })
    add(case, q, est[[q]]); add(case, paste(q, "variance"), drop(t(grad) %*% V %*% grad))
  }
  # the influence of one pupil more in each kind of pupil (group, outcome)
  ci <- function(k) { n <- k[,1] + k[,2]; measures(k[,2]/n, n)[["ci"]] }
  k <- cbind(n - x, x); total <- sum(k); v <- 0
  for (j in seq_along(n)) for (o in 1:2) {
    h <- 1e-4; up <- k*(1-h); up[j,o] <- up[j,o] + h*total; dn <- k*(1+h); dn[j,o] <- dn[j,o] - h*total
    v <- v + k[j,o]*((ci(up) - ci(dn))/(2*h))^2
  }
  add(case, "ci kakwani", v/total^2)
  test <- chisq.test(rbind(x, n - x), correct=FALSE); add(case, "p", test$p.value)
}
write.csv(out, row.names=FALSE, quote=FALSE)
