// Rows of datasets and evaluation files: whatever is in a file, readers give rows or throw Error, and agree on what is
// JSON.

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_scanner.hpp"
#include "data/json_rows.hpp"
#include "data/preference_dataset.hpp"
#include "data/response_set.hpp"
#include "data/row_error.hpp"
#include "data/row_reader.hpp"
#include "data/text_list.hpp"
#include "finding.hpp"
#include "input_file.hpp"
#include "records/evaluated_comparisons.hpp"
#include "records/evaluated_responses.hpp"
#include "records/head_record.hpp"
#include "summary/summary.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace {

using namespace dpl;

template <typename F> void allowingErrors(F&& f)
{
    try {
        f();
    } catch (const Error&) {
        // Said in a sentence: what readers are to do.
    }
}

void checkRows(const std::filesystem::path& file)
{
    const auto reader = data::openRows(file);
    for (;;) {
        try {
            Json row;
            if (!reader->next(row)) {
                return;
            }
            test::require(Json::parse(row.dump()) == row, "a row does not survive being written and read");
        } catch (const data::RowError&) {
            continue;
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const test::InputFile input("input.jsonl");
    const std::filesystem::path& file = input.write(data, size);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    allowingErrors([&] {
        JsonScanner scanner(text, "text");
        scanner.skip();
        scanner.end();
        // Half surrogates and numbers beyond doubles are all that the scanner lets pass and the parser does not.
        test::require(Json::accept(text) || text.find("\\u") != std::string_view::npos
                || text.find_first_of("0123456789") != std::string_view::npos,
            "the scanner takes what is not JSON");
    });
    allowingErrors([&] { checkRows(file); });
    allowingErrors([&] {
        data::PreferenceDatasetParams params;
        params.path = file;
        params.skipBadRows = true;
        data::loadPreferences(params);
    });
    allowingErrors([&] { data::loadResponses(file, true); });
    allowingErrors([&] { data::loadTexts(file, true); });
    allowingErrors([&] {
        const auto read = records::readEvaluatedComparisons(file);
        summary::SummaryOptions options;
        options.bootstrapSamples = 2;
        summary::summarizeComparisons(read, records::headOf(read.chosen.outputs), options);
    });
    allowingErrors([&] { summary::toJson(summary::summarize(file)); });
    return 0;
}
