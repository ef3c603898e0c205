// Package greeting makes the sentences that the programs print.
package greeting

import "strings"

// Hello greets everybody by name, or the world.
func Hello(names []string) string {
	return "Hello, " + list(names, "world") + "."
}

// Salute is more formal.
func Salute(names []string) string {
	return "Greetings to " + list(names, "all") + "."
}

func list(names []string, nobody string) string {
	switch len(names) {
	case 0:
		return nobody
	case 1:
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
