// Any bytes are an index, a manifest or config of an image, or an Error; what was read is bounded, and a
// config on top of it can be written. For libFuzzer.
#include "base/error.h"
#include "inspect/oci.h"
#include "transform/image_config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace verbatim;

template <typename Read>
void attempt(Read read) {
    try {
        read();
    } catch (const Error& error) {
        (void)error.render();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    attempt([&] {
        const oci::Index index = oci::parse_index(text, "it");
        if (index.manifests.size() > size) std::abort();
        (void)oci::choose(index, "linux", "arm64", "it");
    });
    attempt([&] {
        const oci::Manifest manifest = oci::parse_manifest(text, "it");
        if (manifest.layers.size() > size) std::abort();
        for (const oci::Descriptor& layer : manifest.layers)
            (void)oci::layer_compression(layer.media_type, "it");
    });
    attempt([&] {
        const oci::Config config = oci::parse_config(text, "it");
        ImageConfig ours;
        ours.platform = {config.platform.os, config.platform.arch};
        ours.entrypoint = {"/x"};
        ours.environment = {{"A", "1"}};
        const std::string made =
            config_document(ours, BaseDocuments{text, config.diff_ids.size()}, sha256("x"));
        if (oci::parse_config(made, "it").diff_ids.size() != config.diff_ids.size() + 1) std::abort();
    });
    return 0;
}
