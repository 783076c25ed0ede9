#pragma once

#include "base/json.hpp"
#include "base/mapped_file.hpp"
#include "weights/stored_tensor.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dpl::weights {

/// An open weight file, mapped into memory: opening reads its header only. Each reader's tensors lie within the file
/// and do not lie about their size; names are unique. The file must not be cut short while it is open; to replace it by
/// renaming another is harmless.
class WeightFile {
public:
    virtual ~WeightFile() = default;
    WeightFile(const WeightFile&) = delete;
    WeightFile& operator=(const WeightFile&) = delete;

    const std::filesystem::path& path() const { return m_path; }

    /// "safetensors", "torch zip archive", "GGUF 3"
    const std::string& format() const { return m_format; }

    /// In the order of the file.
    const std::vector<StoredTensor>& tensors() const { return m_tensors; }

    /// nullptr if there is none of that name.
    const StoredTensor* find(std::string_view name) const;

    /// Tells the system that the tensor's bytes are not needed soon; they are read again from the file when they are.
    void release(const StoredTensor& tensor) const;

protected:
    explicit WeightFile(const std::filesystem::path& file) : m_path(file), m_file(file) { }

    std::filesystem::path m_path;
    MappedFile m_file;
    std::string m_format;
    std::vector<StoredTensor> m_tensors;
};

/// model.safetensors: an 8-byte little-endian length, a JSON header {name: {dtype, shape, data_offsets}}, the data.
std::unique_ptr<WeightFile> openSafetensors(const std::filesystem::path& file);

/// pytorch_model.bin, adapter_model.bin: a zip archive, stored without compression, of a pickled dict of tensors and
/// their storages. The pickle is interpreted for tensors only; whatever else it asks for is an error, and nothing is
/// executed. Non-contiguous tensors and dicts within the dict are errors that say how to save the file again; storages
/// may be tagged with any device.
std::unique_ptr<WeightFile> openTorchArchive(const std::filesystem::path& file);

/// GGUF version 2 or 3. Shapes are reversed to row-major order.
class GgufFile : public WeightFile {
public:
    /// Keys as the file spells them ("general.architecture"); numbers, strings, booleans and arrays as JSON. Strings
    /// are bytes and may be invalid UTF-8.
    const Json& metadata() const { return m_metadata; }

protected:
    using WeightFile::WeightFile;

    Json m_metadata;
};
std::unique_ptr<GgufFile> openGguf(const std::filesystem::path& file);

/// Whether a file starts as a GGUF file does.
bool isGguf(const std::filesystem::path& file);

/// Any of these, recognised by the first bytes. Throws Error naming the file and what is supported.
std::unique_ptr<WeightFile> openWeightFile(const std::filesystem::path& file);

/// All pieces of a GGUF file that was split, if it has the name of a piece ("name-00001-of-00003.gguf"), in their
/// order; else the file alone. By the name: nothing is looked for.
std::vector<std::filesystem::path> ggufPieces(const std::filesystem::path& file);

/// All weight files of a backbone: of a folder, in this order of preference, model.safetensors, the shards that
/// model.safetensors.index.json names, pytorch_model.bin, the shards of pytorch_model.bin.index.json; or a single GGUF
/// or safetensors file. A GGUF file that was split is named by its first piece. Every tensor that an index names is
/// checked to be in the shard it names, all pieces are checked to belong together, and no name occurs twice.
std::vector<std::unique_ptr<WeightFile>> openWeights(const std::filesystem::path& folderOrFile);

/// A tensor to be written.
struct NamedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
    StorageType type = StorageType::f32; ///< of those that safetensors knows
    std::span<const std::byte> bytes;
};

/// Writes a safetensors file, whole or not at all, aligned as the Python library does; `metadata` becomes __metadata__.
void writeSafetensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors,
    const std::vector<std::pair<std::string, std::string>>& metadata = {});

} // namespace dpl::weights
