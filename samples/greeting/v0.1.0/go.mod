module verbatim.example/greeting

go 1.25
