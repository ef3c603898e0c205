package greeting

import "github.com/mitchellh/go-wordwrap"

const width = 60

// Wrap breaks a long sentence into lines between words.
func Wrap(sentence string) string {
	return wordwrap.WrapString(sentence, width)
}
