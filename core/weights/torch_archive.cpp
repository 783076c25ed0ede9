#include "base/error.hpp"
#include "weights/tensor_pickle.hpp"
#include "weights/weight_file.hpp"
#include "weights/weight_formats.hpp"
#include "weights/zip_directory.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dpl::weights {

namespace {

std::string_view textOfEntry(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Whether these strides are those of rows that follow each other. The stride of a dimension of one entry does not
/// matter, nor does any where there are no entries.
bool isContiguous(const PickledTensor& tensor)
{
    std::int64_t step = 1;
    for (std::size_t i = tensor.sizes.size(); i-- > 0;) {
        if (tensor.sizes[i] != 1 && tensor.strides[i] != step) {
            return std::find(tensor.sizes.begin(), tensor.sizes.end(), 0) != tensor.sizes.end();
        }
        step *= std::max<std::int64_t>(tensor.sizes[i], 1);
    }
    return true;
}

class ZipArchive {
public:
    ZipArchive(std::span<const std::byte> file, const std::string& source) : m_source(source)
    {
        for (const ZipEntry& entry : readZipDirectory(file, source)) {
            m_entries.emplace(entry.name, entry);
            // All entries are in one folder, named as the file was when it was saved.
            const std::size_t slash = entry.name.find('/');
            if (slash != std::string_view::npos && entry.name.substr(slash) == "/data.pkl") {
                m_folder = entry.name.substr(0, slash);
            }
        }
        if (m_entries.contains(m_folder + "/constants.pkl")) {
            throw Error(source + " is a TorchScript program; save the model's state_dict() with torch.save instead");
        }
        if (!find("/data.pkl")) {
            throw Error(source + " is a zip archive without the data.pkl that torch.save writes");
        }
        // Files of torch before 2.1 do not say: they come from little-endian machines, but for the rarest.
        if (const auto order = find("/byteorder"); order && textOfEntry(*order) != "little") {
            throw Error(
                source + " was saved on a big-endian machine, which is not supported; save it on a little-endian one");
        }
    }

    std::vector<StoredTensor> tensors() const
    {
        std::vector<StoredTensor> result;
        for (PickledTensor& tensor : readTensorPickle(*find("/data.pkl"), m_source + ": data.pkl")) {
            result.push_back(place(std::move(tensor)));
        }
        return result;
    }

private:
    std::optional<std::span<const std::byte>> find(const std::string& name) const
    {
        const std::string whole = m_folder + name;
        const auto found = m_entries.find(whole);
        if (found == m_entries.end()) {
            return std::nullopt;
        }
        if (!found->second.isPlain) {
            throw Error(m_source + ": entry " + whole
                + " is compressed or encrypted, which torch.save does not do; load the file in "
                + "Python and save it again with torch.save");
        }
        return found->second.content;
    }

    StoredTensor place(PickledTensor tensor) const
    {
        const auto broken = [&](const std::string& why) {
            return Error(m_source + " is damaged: tensor " + std::string(tensor.name) + " " + why);
        };
        const auto storage = find("/data/" + std::string(tensor.storage));
        if (!storage) {
            throw broken("needs the storage " + std::string(tensor.storage) + ", which is missing");
        }
        const std::size_t width = blockLayout(tensor.type).bytes;
        const auto elements = static_cast<std::uint64_t>(tensor.storageElements);
        if (elements > storage->size() / width) {
            throw broken("needs a storage of " + std::to_string(elements) + " numbers of " + toString(tensor.type)
                + ", for which the file has " + std::to_string(storage->size()) + " bytes");
        }
        const std::optional<std::size_t> bytes = storedBytes(tensor.type, tensor.sizes);
        if (!bytes || tensor.strides.size() != tensor.sizes.size()) {
            throw broken(
                "has the impossible sizes " + shapeText(tensor.sizes) + " with strides " + shapeText(tensor.strides));
        }
        if (!isContiguous(tensor)) {
            throw Error(m_source + ": tensor " + std::string(tensor.name) + ", sizes " + shapeText(tensor.sizes)
                + ", is not contiguous: its strides are " + shapeText(tensor.strides)
                + "; load the file in Python and save each tensor's .contiguous()");
        }
        const auto offset = static_cast<std::uint64_t>(tensor.offset);
        if (tensor.offset < 0 || offset > elements || *bytes / width > elements - offset) {
            throw broken("lies outside its storage");
        }
        return {std::string(tensor.name), std::move(tensor.sizes), tensor.type,
            storage->subspan(static_cast<std::size_t>(offset) * width, *bytes)};
    }

    const std::string& m_source;
    std::string m_folder;
    std::unordered_map<std::string_view, ZipEntry> m_entries;
};

class TorchArchiveFile final : public WeightFile {
public:
    explicit TorchArchiveFile(const std::filesystem::path& file) : WeightFile(file)
    {
        m_format = "torch zip archive";
        m_tensors = parseTorchArchive(m_file.bytes(), file.string());
    }
};

} // namespace

std::vector<StoredTensor> parseTorchArchive(std::span<const std::byte> file, const std::string& source)
{
    const std::string_view content = textOfEntry(file);
    if (content.starts_with("\x80") || (content.size() > 262 && content.substr(257, 5) == "ustar")) {
        throw Error(source
            + " is in the format that torch wrote before version 1.6; load it in Python and save it again: "
            + "torch.save(torch.load(file, map_location=\"cpu\"), other_file)");
    }
    return ZipArchive(file, source).tensors();
}

std::unique_ptr<WeightFile> openTorchArchive(const std::filesystem::path& file)
{
    return std::make_unique<TorchArchiveFile>(file);
}

} // namespace dpl::weights
