// Command salute prints a sentence for those named on its command line.
package main

import (
	"fmt"
	"os"

	"verbatim.example/greeting/greeting"
	"verbatim.example/greeting/internal/version"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("salute", version.Version)
		return
	}
	fmt.Println(greeting.Wrap(greeting.Salute(os.Args[1:])))
}
