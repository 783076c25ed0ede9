#include "text/gguf_tokenizer.hpp"
#include "weights/weight_file.hpp"

namespace dpl::text {

std::unique_ptr<Tokenizer> readGgufTokenizer(const std::filesystem::path& file)
{
    return weights::isGguf(file) ? tokenizerFromGguf(weights::openGguf(file)->metadata(), file.string()) : nullptr;
}

} // namespace dpl::text
