// Command shout repeats its arguments louder. It is a module of its own, with its own tags, so that who only wants to shout
// needs nothing of the rest.
package main

import (
	"fmt"
	"os"
	"strings"
)

// Set by -ldflags "-X main.version=…".
var version = "unreleased"

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("shout", version)
		return
	}
	fmt.Println(strings.ToUpper(strings.Join(os.Args[1:], " ")) + "!")
}
