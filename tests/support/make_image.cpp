// For tests: makes, fetches, packs and pushes images as Verbatim does, one step a call, on a store.
//   make_image STORE import FOLDER                      prints the tree's digest
//   make_image STORE export TREE FOLDER
//   make_image STORE make BASE|- FILES CONFIG.json      prints the layout's tree and the image's digest
//   make_image STORE index OS/ARCH=TREE…                the same
//   make_image STORE pack TREE oci-archive|docker-archive NAME REFERENCE MTIME
//   make_image STORE fetch REFERENCE OS/ARCH            the same as make
//   make_image STORE push FOLDER HOST/REPOSITORY:TAG [--replace]   prints "pushed" or "unchanged", and the
//   digest make_image STORE compare FILE-OR-FOLDER FILE-OR-FOLDER
// An error goes to standard error, as the program would show it; the exit status is 1.
#include "base/files.h"
#include "base/interrupt.h"
#include "fetch/image.h"
#include "publish/push.h"
#include "transform/image.h"
#include "transform/pack_image.h"

#include <nlohmann/json.hpp>

#include <iostream>

using namespace verbatim;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

Digest digest(const std::string& text) {
    const auto parsed = Digest::parse(text);
    if (!parsed) throw std::runtime_error(text + " is no digest");
    return *parsed;
}

Platform platform(const std::string& text) {
    return Platform::parse(text).value();
}

void print(const MadeImage& image) {
    std::cout << image.tree.hex() << " " << image.digest.hex() << "\n";
}

ImageConfig read_config(const fs::path& file) {
    const auto json = nlohmann::json::parse(read_file(file));
    ImageConfig config;
    config.platform = platform(json.at("platform"));
    config.entrypoint = json.value("entrypoint", Words());
    config.command = json.value("command", Words());
    config.environment = json.value("environment", std::map<std::string, std::string>());
    config.user = json.value("user", "");
    config.directory = json.value("directory", "");
    config.ports = json.value("ports", Words());
    config.volumes = json.value("volumes", Words());
    config.labels = json.value("labels", std::map<std::string, std::string>());
    config.created = json.value("created", std::int64_t{0});
    return config;
}

void push(const Store& store, const Words& words) {
    PushOptions options;
    options.registries.scratch = store.folder("tmp");
    options.replace = words.size() > 4;
    const Pushed pushed = push_image(words.at(2), parse_push_target(words.at(3)), options);
    std::cout << (pushed.changed ? "pushed " : "unchanged ") << pushed.digest.hex() << "\n";
}

void perform(Store& store, const Words& words) {
    const std::string& what = words.at(1);
    if (what == "import") {
        std::cout << store.import_directory(words.at(2)).hex() << "\n";
    } else if (what == "export") {
        store.materialise(digest(words.at(2)), words.at(3), 0);
    } else if (what == "make") {
        const auto base = words.at(2) == "-" ? std::nullopt : std::optional(digest(words.at(2)));
        print(make_image(base, digest(words.at(3)), read_config(words.at(4)), store));
    } else if (what == "index") {
        std::vector<PlatformImage> images;
        for (std::size_t i = 2; i < words.size(); ++i) {
            const auto equals = words[i].find('=');
            images.push_back({platform(words[i].substr(0, equals)), digest(words[i].substr(equals + 1))});
        }
        print(make_image_index(images, store));
    } else if (what == "pack") {
        const auto format =
            words.at(3) == "oci-archive" ? ImageFormat::oci_archive : ImageFormat::docker_archive;
        std::cout << pack_image(digest(words.at(2)),
                                {words.at(4), format, words.at(5), std::stoll(words.at(6))}, store)
                         .hex()
                  << "\n";
    } else if (what == "fetch") {
        FetchContext context{store, fs::current_path(), {}, "", "", "", {}};
        const FetchedImage image =
            fetch_image({words.at(2), {SourceText::make("lock.yaml", words.at(2)), 1, 1}},
                        platform(words.at(3)), context);
        std::cout << image.tree.hex() << " " << image.manifest.hex() << "\n";
    } else if (what == "push") {
        push(store, words);
    } else {
        throw std::runtime_error("no step " + what);
    }
}

}  // namespace

int main(int count, char** arguments) {
    const Words words(arguments + 1, arguments + count);
    if (words.size() < 3) return 2;
    install_interrupt_handlers();
    try {
        Store store(words[0]);
        perform(store, words);
        return 0;
    } catch (const Error& error) {
        std::cerr << error.render();
    } catch (const std::exception& error) {
        std::cerr << "make_image: " << error.what() << "\n";
    }
    return 1;
}
