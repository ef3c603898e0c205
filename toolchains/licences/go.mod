module verbatim.example/licences

go 1.19

require github.com/google/licensecheck v0.3.1
