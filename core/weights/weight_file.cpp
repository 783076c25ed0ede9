#include "weights/weight_file.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <fstream>
#include <string>

namespace dpl::weights {

namespace {

/// The first bytes of a file, fewer if it has not as many; nothing if it cannot be read.
std::string firstBytes(const std::filesystem::path& file, std::size_t count)
{
    std::error_code ignored;
    std::string bytes(count, '\0');
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return {};
    }
    std::ifstream stream(file, std::ios::binary);
    stream.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

} // namespace

const StoredTensor* WeightFile::find(std::string_view name) const
{
    const auto found =
        std::find_if(m_tensors.begin(), m_tensors.end(), [&](const StoredTensor& t) { return t.name == name; });
    return found == m_tensors.end() ? nullptr : &*found;
}

void WeightFile::release(const StoredTensor& tensor) const
{
    m_file.release(tensor.bytes);
}

bool isGguf(const std::filesystem::path& file)
{
    return firstBytes(file, 4) == "GGUF";
}

std::unique_ptr<WeightFile> openWeightFile(const std::filesystem::path& file)
{
    const std::string start = firstBytes(file, 9);
    if (start.starts_with("GGUF")) {
        return openGguf(file);
    }
    if (start.starts_with("version h")) {
        throw Error(
            file.string() + " is not the weights but a Git LFS pointer to them; fetch them with \"git lfs pull\"");
    }
    if ((start.size() == 9 && start[8] == '{') || file.extension() == ".safetensors") {
        return openSafetensors(file);
    }
    // A pickle without an archive around it is what torch once wrote; the reader says what to do.
    if (start.starts_with("PK") || start.starts_with("\x80") || file.extension() == ".bin"
        || file.extension() == ".pt") {
        return openTorchArchive(file);
    }
    const MappedFile content{file}; // a file that cannot be read is said to be so
    throw Error(file.string()
        + " is not a known kind of weight file: it is neither safetensors, nor written by torch.save, nor GGUF");
}

} // namespace dpl::weights
