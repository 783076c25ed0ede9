#pragma once

#include "backbone/backbone_config.hpp"
#include "backbone/tensor_change.hpp"
#include "weights/weight_file.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace dpl::backbone {

/// A tensor of a backbone as it is stored, and how its rows are ordered there.
struct SourceTensor {
    const weights::StoredTensor* stored = nullptr;
    const weights::WeightFile* file = nullptr;
    /// Where the file has row i of a matrix, or number i of a bias, of the Hugging Face ecosystem; empty: at i.
    std::function<std::int64_t(std::int64_t)> order;
    std::shared_ptr<const TensorChange> change; ///< that an adapter makes; mostly none

    std::int64_t rows() const { return stored->rows(); }
    std::int64_t columns() const { return stored->columns(); }

    /// Rows [first, first + count) in the order of the Hugging Face ecosystem, as float32.
    void readRows(std::int64_t first, std::int64_t count, std::span<float> out) const;

    /// All of it, on the OpenMP threads.
    void read(std::span<float> out) const;

private:
    void readStoredRows(std::int64_t first, std::int64_t count, std::span<float> out) const;
};

/// The weights of a backbone, wherever they lie: a folder of the Hugging Face ecosystem or a GGUF file. Tensors are
/// asked for by the names that transformers gives them within the model, without the leading "model." or
/// "transformer.", nor what wrappers put before that ("_orig_mod.", "module."): "layers.0.self_attn.q_proj.weight".
/// Where embeddings are tied to the head and only the head is stored, it is the embeddings. The caller gives the shape.
class WeightSource {
public:
    /// Reads config and headers. Throws Error that names the file and what is wrong with it.
    explicit WeightSource(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    const BackboneConfig& config() const { return m_config; }
    const std::vector<std::unique_ptr<weights::WeightFile>>& files() const { return m_files; }
    bool isGguf() const { return m_isGguf; }

    /// Whether matrices are stored as [inputs, outputs].
    bool hasInputsFirst() const { return m_config.family->inputsFirst && !m_isGguf; }

    bool has(const std::string& name) const { return m_tensors.count(name) != 0; }

    /// Rows of a tensor that is there.
    std::int64_t rows(const std::string& name) const { return m_tensors.at(name).rows(); }

    /// Throws Error that names the tensor with the shape expected and the shape found, or says that it is missing.
    SourceTensor take(const std::string& name, const std::vector<std::int64_t>& shape);

    /// What an adapter makes of tensors that are taken from now on, in place of what was set before. Throws Error if
    /// something of it does not fit the tensor that is there.
    void setChanges(const TensorChanges& changes);
    const TensorChanges& changes() const { return m_changes; }

    /// Throws Error that names a tensor that an adapter changes and nobody has asked for.
    void checkChangesTaken() const;

    /// Whether a tensor of one of the files has been taken.
    bool isTaken(const weights::StoredTensor& tensor) const { return m_taken.count(modelName(tensor.name)) != 0; }

    /// Throws Error that names tensors nobody has asked for and that mean something.
    void checkAllTaken() const;

private:
    void addFile(std::unique_ptr<weights::WeightFile> file);
    std::string quantisation() const;
    std::string modelName(const std::string& stored) const;
    std::string ggufModelName(const std::string& stored) const;
    bool isNotNeeded(std::string_view name) const;
    std::function<std::int64_t(std::int64_t)> orderOf(const std::string& name) const;
    void readRopeDivisors();
    SourceTensor takeStored(const std::string& name, const std::vector<std::int64_t>& shape);

    std::filesystem::path m_path;
    BackboneConfig m_config;
    bool m_isGguf = false;
    std::vector<std::unique_ptr<weights::WeightFile>> m_files;
    std::map<std::string, SourceTensor> m_tensors;
    std::set<std::string> m_taken;
    TensorChanges m_changes; ///< as they were set
    TensorChanges m_prepared; ///< with what follows from the tensors that they change
    std::set<std::string> m_changesTaken;
};

/// The config of a backbone without its weights. Throws Error as WeightSource does.
BackboneConfig readConfig(const std::filesystem::path& path);

} // namespace dpl::backbone
