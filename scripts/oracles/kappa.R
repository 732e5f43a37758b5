# Cohen's kappa by caret, its standard error by the delta method on the multinomial (gradient by differences), for
# tests/reference/test_kappa_against_r.py.
# Run: Rscript scripts/oracles/kappa.R > tests/reference/data/kappa_r.csv   (R 4.2, caret 6)
suppressMessages(library(caret))

kappa_of <- function(p) {
  m <- matrix(p, 2, byrow = TRUE)
  chance <- sum(rowSums(m) * colSums(m))
  (sum(diag(m)) - chance) / (1 - chance)
}
error_of <- function(counts) {
  n <- sum(counts); p <- counts / n; h <- 1e-6
  gradient <- sapply(1:4, function(i) {
    e <- replace(numeric(4), i, h)
    (kappa_of(p + e) - kappa_of(p - e)) / (2 * h)
  })
  covariance <- (diag(p) - outer(p, p)) / n
  sqrt(drop(t(gradient) %*% covariance %*% gradient))
}
cat("both_in,first_only,second_only,both_out,kappa,error\n")
for (counts in list(c(20, 5, 10, 15), c(45, 15, 25, 15), c(25, 35, 5, 35), c(3, 2, 1, 94), c(1, 9, 9, 81),
                    c(118, 5, 2, 0), c(10, 40, 45, 5), c(30, 1, 0, 12))) {
  table <- as.table(matrix(counts, 2, byrow = TRUE, dimnames = list(c("i", "e"), c("i", "e"))))
  kappa <- unname(confusionMatrix(table)$overall["Kappa"])
  cat(sprintf("%d,%d,%d,%d,%.15g,%.15g\n", counts[1], counts[2], counts[3], counts[4], kappa, error_of(counts)))
}
