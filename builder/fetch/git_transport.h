// How libgit2 reaches a server over HTTP(S): through base/http_stream.h, since its own way waits for a silent
// server without end. Unaware of what is fetched.
#pragma once

#include <git2.h>

namespace verbatim {

// For git_remote_callbacks::transport. What goes wrong is libgit2's last error.
int http_git_transport(git_transport** out, git_remote* owner, void* payload);

}  // namespace verbatim
