# Effect sizes converted by metafor, for tests/reference/test_evidence_effects_against_r.py.
# Run: Rscript scripts/oracles/evidence_effects.R > tests/reference/data/evidence_effects_r.csv   (R 4.2, metafor 3.8)
suppressMessages(library(metafor))

cases <- list(c(10, 10), c(20, 40), c(50, 50), c(5, 300))
sizes <- c(-1.2, -0.28, -0.01, 0.05, 0.4, 0.57, 1.5)
cat("quantity,n1,n2,given,value\n")
row <- function(...) cat(sprintf("%s,%s,%s,%.17g,%.17g\n", ...))
for (n in cases) for (d in sizes) {
  # escalc corrects a difference of means d with a standard deviation of 1: its yi is g.
  g <- escalc("SMD", m1i = d, m2i = 0, sd1i = 1, sd2i = 1, n1i = n[1], n2i = n[2])
  row("d-g", n[1], n[2], d, as.numeric(g$yi))
  row("d-r", n[1], n[2], d, transf.dtorpb(d, n1i = n[1], n2i = n[2]))
}
for (d in sizes) {
  row("d-r", "", "", d, transf.dtorpb(d))
}
# A two by two table: log odds ratio turned to d by the logistic distribution (measure OR2DL).
for (t in list(c(30, 20, 25, 40), c(12, 88, 30, 70), c(5, 5, 5, 5))) {
  l <- escalc("OR", ai = t[1], bi = t[2], ci = t[3], di = t[4])
  d <- escalc("OR2DL", ai = t[1], bi = t[2], ci = t[3], di = t[4])
  row("or-d", "", "", exp(as.numeric(l$yi)), as.numeric(d$yi))
}
