# Meta-analyses by metafor, for tests/reference/test_evidence_pool_against_r.py.
# Run: Rscript scripts/oracles/evidence_pool.R tests/reference/data   (R 4.2, metafor 3.8)
# Writes evidence_pool_sets.csv (the estimates that went in) and evidence_pool_r.csv (what came out).
suppressMessages(library(metafor))
folder <- commandArgs(TRUE)[1]

bcg <- escalc("OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
expectancy <- dat.raudenbush1985
cases <- list(
  bcg = data.frame(yi = as.numeric(bcg$yi), vi = as.numeric(bcg$vi)),
  expectancy = data.frame(yi = as.numeric(expectancy$yi), vi = as.numeric(expectancy$vi)),
  # Three and two of the studies above; and studies that agree better than chance would have it, so that tau2 is 0.
  three = data.frame(yi = as.numeric(expectancy$yi)[c(4, 8, 17)], vi = as.numeric(expectancy$vi)[c(4, 8, 17)]),
  two = data.frame(yi = as.numeric(expectancy$yi)[c(8, 17)], vi = as.numeric(expectancy$vi)[c(8, 17)]),
  alike = data.frame(yi = c(0.20, 0.22, 0.19, 0.25), vi = c(0.04, 0.01, 0.09, 0.02)),
  # Made up: variances a million times apart.
  scales = data.frame(yi = c(-3, 0.5, 0.51, 8, 0.4, 2), vi = c(100, 1e-4, 2e-4, 50, 0.01, 1))
)
write.csv(
  do.call(rbind, lapply(names(cases), function(n) data.frame(set = n, y = sprintf("%.17g", cases[[n]]$yi),
    v = sprintf("%.17g", cases[[n]]$vi)))),
  file.path(folder, "evidence_pool_sets.csv"), row.names = FALSE, quote = FALSE
)

out <- file(file.path(folder, "evidence_pool_r.csv"), "w")
cat("set,method,interval,quantity,value\n", file = out)
tight <- list(threshold = 1e-13, maxiter = 10000, stepadj = 0.5)
for (name in names(cases)) {
  d <- cases[[name]]
  for (m in c("REML", "DL", "FE")) for (test in if (m == "FE") "z" else c("z", "knha", "adhoc")) {
    row <- function(q, value) cat(sprintf("%s,%s,%s,%s,%.17g\n", name, c(REML = "reml", DL = "dl", FE = "fixed")[m],
      c(z = "normal", knha = "hk", adhoc = "hk-adhoc")[test], q, as.numeric(value)), file = out, sep = "")
    fit <- suppressWarnings(rma(yi, vi, data = d, method = m, test = test, control = tight))
    row("estimate", fit$beta); row("se", fit$se); row("lower", fit$ci.lb); row("upper", fit$ci.ub)
    row("tau2", fit$tau2); row("q", fit$QE); row("p", fit$QEp)
    w <- weights(fit)
    for (i in seq_along(w)) row(paste0("weight", i - 1), w[i] / 100)
    if (m != "FE") {
      row("i2", fit$I2 / 100); row("h2", fit$H2)
      if (test == "z") {
        # Q-profile; 0 and 0 where both ends fall below zero.
        ci <- confint(fit, control = list(tol = 1e-12, maxiter = 10000, tau2.max = 1e5))
        row("tau2_lower", ci$random["tau^2", "ci.lb"]); row("tau2_upper", ci$random["tau^2", "ci.ub"])
      } else {
        # With a t-test predict() takes t with k - 1 degrees of freedom.
        p <- predict(fit)
        row("prediction_lower", p$pi.lb); row("prediction_upper", p$pi.ub)
      }
    }
    if (nrow(d) > 2) for (i in seq_len(nrow(d))) {
      l <- suppressWarnings(rma(yi, vi, data = d[-i, ], method = m, test = test, control = tight))
      row(paste0("without", i - 1), l$beta); row(paste0("without_lower", i - 1), l$ci.lb)
      row(paste0("without_tau2", i - 1), l$tau2)
    }
    if (m == "FE" && nrow(d) >= 10) {
      e <- regtest(fit, model = "lm", predictor = "sei")
      row("egger_t", e$zval); row("egger_p", e$pval)
    }
  }
}
close(out)
