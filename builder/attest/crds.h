// The definitions that teach a Kubernetes cluster what a Release and a ReleaseChannel are: the texts of
// builder/attest/crds/, which are part of the program.
#pragma once

#include <string_view>

namespace verbatim {

std::string_view releases_crd();
std::string_view release_channels_crd();

}  // namespace verbatim
