#include "git/pack.h"

#include "git/database.h"
#include "git_fixture.h"

#include <gtest/gtest.h>

using namespace verbatim;

namespace {
struct PackTest : testing::Test, test::GitFixture {
    test::fs::path write(const std::vector<git::Object>& objects, const std::string& name) {
        std::map<std::string, git::Object> by_id;
        std::set<std::string> ids;
        for (const git::Object& object : objects) {
            const std::string id = git::object_id(object.type, object.data);
            ids.insert(id);
            by_id[id] = object;
        }
        git::write_pack(ids, [&](const std::string& id) { return by_id.at(id); }, dir.path() / name);
        return dir.path() / name;
    }
};

const git::Object hello{git::Type::blob, "hello\n"};
}  // namespace

// One object leaves git no choice but the compression: at level 0 its bytes are ours.
TEST_F(PackTest, IsWhatGitWritesWithoutCompression) {
    const test::fs::path repository = dir.path() / "bare";
    git(dir.path(), {"init", "--quiet", "--bare", "bare"});
    write_file(dir.path() / "file", hello.data);
    const std::string id = git(repository, {"hash-object", "-w", "../file"});
    write_file(dir.path() / "ids", id + "\n");
    ProcessSpec spec;
    spec.argv = {"sh", "-c", "git -c core.compression=0 pack-objects --quiet theirs < ../ids"};
    spec.environment = environment();
    spec.directory = repository;
    ASSERT_TRUE(run_process(spec).succeeded());
    const std::string ours = read_file(write({hello}, "ours") / "objects.pack");
    EXPECT_EQ(ours, read_file(repository / ("theirs" + git::pack_name(ours).substr(4) + ".pack")));
    EXPECT_EQ(read_file(dir.path() / "ours/objects.idx"),
              read_file(repository / ("theirs" + git::pack_name(ours).substr(4) + ".idx")));
}

TEST_F(PackTest, IsAcceptedByGitAndReadBackWhole) {
    std::vector<git::Object> objects{hello};
    for (const std::size_t size : {0U, 1U, 15U, 16U, 2047U, 2048U, 65534U, 65535U, 65536U, 131070U, 300000U})
        objects.push_back({git::Type::blob, std::string(size, 'y')});
    const test::fs::path folder = write(objects, "pack");
    git(dir.path(), {"verify-pack", "pack/objects.idx"});
    git(dir.path(), {"index-pack", "-o", "again.idx", "pack/objects.pack"});
    EXPECT_EQ(read_file(folder / "objects.idx"), read_file(dir.path() / "again.idx"));
    const auto database = git::Database::of_packs({folder / "objects.idx"});
    for (const git::Object& object : objects) {
        const auto found = database.find(git::object_id(object.type, object.data));
        ASSERT_TRUE(found);
        EXPECT_EQ(found->data, object.data);
    }
    EXPECT_FALSE(database.find(std::string(40, '1')));
}

TEST_F(PackTest, DependsOnNothingButTheObjects) {
    const git::Object other{git::Type::blob, "other"};
    EXPECT_EQ(read_file(write({hello, other}, "one") / "objects.pack"),
              read_file(write({other, hello, hello}, "two") / "objects.pack"));
}

TEST_F(PackTest, ADamagedByteIsNoticedAtReading) {
    const test::fs::path folder = write({hello}, "pack");
    std::string pack = read_file(folder / "objects.pack");
    pack.at(pack.find("hello")) = 'j';
    write_file(folder / "objects.pack", pack);
    const auto database = git::Database::of_packs({folder / "objects.idx"});
    EXPECT_THROW((void)database.find(git::object_id(hello.type, hello.data)), Error);
}

TEST_F(PackTest, ContentThatIsNotOfItsNameNeverGetsIn) {
    const std::string id = git::object_id(hello.type, hello.data);
    EXPECT_THROW(git::write_pack(
                     {id}, [](const std::string&) { return git::Object{git::Type::blob, "jello"}; },
                     dir.path() / "pack"),
                 Error);
}
