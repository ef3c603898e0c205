module verbatim.example/greeting

go 1.25

require github.com/mitchellh/go-wordwrap v1.0.1
