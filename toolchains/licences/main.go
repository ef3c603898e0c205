// Licences tells which licences the files of a folder are, as SPDX identifiers: what licensecheck says of each, and no
// judgement of our own (docs/formats/licences.md). Reads files, writes one; no network, no clock, no environment.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"sort"

	"github.com/google/licensecheck"
)

const (
	classifier   = "github.com/google/licensecheck"
	largestFile  = 4 << 20
	mostFiles    = 100_000
	reportFormat = 1
)

type report struct {
	Version    int    `json:"version"`
	Classifier string `json:"classifier"` // module@version
	Files      []file `json:"files"`      // sorted by path
}

type file struct {
	Path     string   `json:"path"`     // slash-separated, below the folder
	Percent  int      `json:"percent"`  // of its words that are of known licences, rounded down
	Licences []string `json:"licences"` // whose text is there, each once, sorted
	Named    []string `json:"named"`    // of which only the address is there
}

// classify says what licensecheck finds in a text.
func classify(path string, text []byte) file {
	found := licensecheck.Scan(text)
	texts, named := map[string]bool{}, map[string]bool{}
	for _, match := range found.Match {
		if match.IsURL {
			named[match.ID] = true
		} else {
			texts[match.ID] = true
		}
	}
	return file{path, int(math.Floor(found.Percent)), sorted(texts), sorted(named)}
}

func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for id := range set {
		list = append(list, id)
	}
	sort.Strings(list)
	return list
}

// scan classifies every regular file below the folder; links are not followed.
func scan(folder string) ([]file, error) {
	files := []file{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		about, err := entry.Info()
		if err != nil {
			return err
		}
		if about.Size() > largestFile {
			return fmt.Errorf("%s has %d bytes: no licence is as long", name, about.Size())
		}
		if len(files) == mostFiles {
			return fmt.Errorf("more than %d files", mostFiles)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files = append(files, classify(filepath.ToSlash(name), text))
		return nil
	})
	sort.Slice(files, func(a, b int) bool { return files[a].Path < files[b].Path })
	return files, err
}

// version is the classifier's, as the Go command recorded it in this program.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == classifier {
				return classifier + "@" + module.Version
			}
		}
	}
	return classifier
}

func run(folder, out string) error {
	files, err := scan(folder)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	writer := json.NewEncoder(&text)
	writer.SetEscapeHTML(false)
	writer.SetIndent("", " ")
	if err := writer.Encode(report{reportFormat, version(), files}); err != nil {
		return err
	}
	return os.WriteFile(out, text.Bytes(), 0o644)
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: licences FOLDER REPORT")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}
