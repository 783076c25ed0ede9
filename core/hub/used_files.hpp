#pragma once

#include "hub/listing.hpp"
#include "hub/repository.hpp"

#include <string>
#include <vector>

namespace dpl::hub {

/// Which files to fetch, where it is not to be those that this program reads.
struct FileChoice {
    std::vector<std::string> include; ///< patterns of names, as of a shell, whose * stands for slashes as well
    bool all = false;
};

/// A file of a repository, and what it is to this program.
struct ListedFile {
    RemoteFile file;
    std::string use; ///< "configuration", "tokenizer", "weights", "adapter", "rows"; of one left out why, or nothing
    bool isUsed = false;
};

struct UsedFiles {
    std::vector<ListedFile> files; ///< all of the repository, by name
    std::string problem; ///< a sentence, if there is nothing to use or it is not clear what; empty: there is

    std::int64_t usedBytes() const; ///< of those whose size is told
};

/// Of a model: its configuration, tokenizer and weights in the top folder (safetensors, else PyTorch's; one GGUF file
/// where there is nothing else), or its adapter. Never the same weights in two forms. Of a dataset: the files of the
/// rows that are trained and tested on, as data::splitFiles has them; of HH-RLHF's layout those with comparisons.
UsedFiles usedFiles(const Listing& listing, const Repository& repository, const FileChoice& choice = {});

} // namespace dpl::hub
