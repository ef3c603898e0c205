module verbatim.example/greeting/tools/shout

go 1.25
