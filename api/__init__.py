"""The doors: command line, HTTP and pages. The only package that knows settings and puts the parts together."""
