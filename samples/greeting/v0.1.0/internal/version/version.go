// Package version holds what the linker was told of the release.
package version

// Version is set by -ldflags "-X …".
var Version = "unreleased"
