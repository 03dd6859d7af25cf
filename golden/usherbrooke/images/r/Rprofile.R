# Read by R before the user's own profile, in place of the site profile of this
# installation, which is read first.
local({
  installed <- file.path(R.home("etc"), "Rprofile.site")
  if (file.exists(installed)) sys.source(installed, envir = globalenv())

  # Everything outside the home is read-only, and R ignores a library that does
  # not exist: make the user's. A full home must not keep R from starting.
  library_of_user <- Sys.getenv("R_LIBS_USER")
  if (!dir.exists(library_of_user)) {
    dir.create(library_of_user, recursive = TRUE, showWarnings = FALSE)
  }
  .libPaths(c(library_of_user, .libPaths()))

  # Where install.packages() looks when nothing else was set.
  repositories <- getOption("repos")
  if (is.null(repositories) || identical(unname(repositories["CRAN"]), "@CRAN@")) {
    options(repos = c(CRAN = "https://cloud.r-project.org"))
  }
})
