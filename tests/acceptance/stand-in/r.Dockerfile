# A stand-in for docker-stacks' r-notebook: the stand-in for minimal-notebook with
# Debian's R and its Jupyter kernel in place of conda's.
ARG BASE=local/stand-in-minimal-notebook
FROM ${BASE}

SHELL ["/bin/bash", "-o", "pipefail", "-c"]

USER 0

# Versions follow the distribution: this image is made anew for every run.
# hadolint ignore=DL3008
RUN apt-get update --yes \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        r-base-dev r-cran-irkernel r-cran-digest \
    && apt-get clean \
    && rm -rf /var/lib/apt/lists/*

USER 1000

# Registered where docker-stacks has it: beside the Python kernel.
RUN Rscript -e 'IRkernel::installspec(user = FALSE, prefix = Sys.getenv("CONDA_DIR"))'
