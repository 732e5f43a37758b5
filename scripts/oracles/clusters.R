# Cluster-robust variances of means and contrasts by clubSandwich (CR2, Satterthwaite) and sandwich, on pupils
# written out one by one. Run with R 4.2.2, clubSandwich 0.5.8:
#   Rscript scripts/oracles/clusters.R > tests/reference/data/clusters_r.csv
suppressPackageStartupMessages({library(clubSandwich); library(sandwich)})
set.seed(11)
out <- NULL
add <- function(case, q, v) out <<- rbind(out, data.frame(case=case, quantity=q, value=sprintf("%.15g", v)))
make <- function(G, strata, sizes, scores, empty) {
  d <- NULL
  for (g in 1:G) for (a in c("ref","grp")) for (s in 1:strata) {
    n <- rpois(1, sizes[(g-1) %% length(sizes) + 1] * ifelse(a=="grp", .5, 1))
    if (a=="grp" && g %in% empty) n <- 0
    if (n > 0) d <- rbind(d, data.frame(g=g, a=a, s=s, y=sample(scores, n, TRUE, prob=seq_along(scores)^(g %% 3))))
  }
  d
}
cases <- list(few=list(12,1,c(3,20,9),c(0,1),c(1,5)), many=list(30,1,c(2,8,15,40),c(0,1),c(2)),
              strata=list(14,3,c(2,6,11),c(0,1),c(4)), levels=list(16,2,c(2,5,9),c(0,.5,1,2.5),integer(0)))
for (case in names(cases)) {
  k <- cases[[case]]; d <- do.call(make, k); d$cell <- factor(paste(d$a, d$s))
  sums <- aggregate(y ~ g + a + s, d, function(v) c(sum(v), length(v)))
  for (i in seq_len(nrow(sums))) {
    add(case, sprintf("x %d %s %d", sums$g[i], sums$a[i], sums$s[i]), sums$y[i,1])
    add(case, sprintf("n %d %s %d", sums$g[i], sums$a[i], sums$s[i]), sums$y[i,2])
  }
  # one group: the mean of the reference group
  r <- d[d$a=="ref",]; f <- lm(y ~ 1, r); ct <- coef_test(f, vcovCR(f, r$g, "CR2"), test="Satterthwaite")
  add(case, "one estimate", coef(f)); add(case, "one variance", ct$SE^2); add(case, "one df", ct$df_Satt)
  add(case, "one plain", vcovCL(f, r$g, type="HC0", cadjust=FALSE))
  # difference of two groups
  f <- lm(y ~ 0 + a, d); V <- vcovCR(f, d$g, "CR2"); l <- matrix(c(grp=1, ref=-1), 1)
  lc <- linear_contrast(f, V, contrasts=l, level=.95)
  add(case, "gap estimate", lc$Est); add(case, "gap variance", lc$SE^2); add(case, "gap df", lc$df)
  # standardised to the group
  f <- lm(y ~ 0 + cell, d); V <- vcovCR(f, d$g, "CR2")
  w <- table(d$s[d$a=="grp"]); w <- w/sum(w)
  l <- setNames(rep(0, length(coef(f))), names(coef(f)))
  for (s in names(w)) { l[paste0("cellgrp ", s)] <- w[[s]]; l[paste0("cellref ", s)] <- -w[[s]] }
  lc <- linear_contrast(f, V, contrasts=matrix(l,1), level=.95)
  add(case, "equal estimate", lc$Est); add(case, "equal variance", lc$SE^2); add(case, "equal df", lc$df)
}
write.csv(out, row.names=FALSE, quote=FALSE)
