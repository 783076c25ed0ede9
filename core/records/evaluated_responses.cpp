#include "records/evaluated_responses.hpp"

#include "base/error.hpp"
#include "data/line_reader.hpp"

#include <algorithm>

namespace dpl::records {

namespace {

constexpr std::string_view columnPrefix = "reward_outputs_";
constexpr std::size_t mostModels = 1000;

class RowReader {
public:
    explicit RowReader(EvaluatedResponses& into) : m_into(into) { m_into.firstResponse.push_back(0); }

    void read(std::string_view line, const data::LineReader& lines)
    {
        JsonScanner scanner(line, lines.file(), lines.line());
        const std::size_t before = m_into.firstResponse.back();
        std::optional<std::size_t> responses;
        m_content.clear();
        m_responses.clear();
        std::string_view key;
        scanner.beginObject();
        while (scanner.nextMember(key)) {
            if (key.starts_with(columnPrefix)) {
                const std::string name(key.substr(columnPrefix.size()));
                sameCount(scanner, "reward_outputs_" + name, responses, readColumn(scanner, name, before));
            } else if (key == "responses" && !scanner.atNull()) {
                sameCount(scanner, "responses", responses, readResponses(scanner));
            } else if (key == "prompt" && !scanner.atNull()) {
                readText(scanner, m_content);
            } else {
                scanner.skip();
            }
        }
        scanner.end();
        if (m_into.models.empty()) {
            throw Error(
                lines.where() + ": there is no column \"reward_outputs_...\"; is this a response evaluation file?");
        }
        const std::size_t after = before + responses.value_or(0);
        for (const auto& model : m_into.models) {
            if (after == before || model.outputs.count() != after) {
                throw Error(
                    lines.where() + ": \"reward_outputs_" + model.name + "\" is missing, which other rows have");
            }
        }
        m_into.firstResponse.push_back(after);
        m_content += '\0';
        m_content += m_responses;
        m_into.identities.push_back(rowIdentity(m_content));
    }

private:
    static void sameCount(
        const JsonScanner& scanner, const std::string& field, std::optional<std::size_t>& responses, std::size_t count)
    {
        if (count == 0) {
            scanner.fail(field + ": it has no responses");
        }
        if (responses && *responses != count) {
            scanner.fail(field + ": " + std::to_string(count) + " responses, where another column of the row has "
                + std::to_string(*responses));
        }
        responses = count;
    }

    /// How many responses it has.
    std::size_t readColumn(JsonScanner& scanner, const std::string& name, std::size_t before)
    {
        auto model = std::find_if(
            m_into.models.begin(), m_into.models.end(), [&](const auto& other) { return other.name == name; });
        if (model == m_into.models.end()) {
            if (m_into.size() > 0 || m_into.models.size() == mostModels) {
                scanner.fail(
                    "\"reward_outputs_" + name + "\": a column that earlier rows do not have, or one too many");
            }
            model = m_into.models.insert(model, {name, {}});
        }
        if (model->outputs.count() != before) {
            scanner.fail("\"reward_outputs_" + name + "\" appears twice");
        }
        try {
            scanner.beginArray();
        } catch (const Error& error) {
            throw Error(std::string(error.what()) + " (in reward_outputs_" + name + ")");
        }
        std::size_t index = 0;
        while (scanner.nextElement()) {
            readOutputs(scanner, "reward_outputs_" + name + "[" + std::to_string(index++) + "]", model->outputs);
        }
        return index;
    }

    /// A text, or messages as they are written.
    static void readText(JsonScanner& scanner, std::string& to)
    {
        if (scanner.atString()) {
            scanner.appendString(to);
            return;
        }
        const std::string_view value = scanner.raw();
        if (value.front() != '[' && value.front() != '{') {
            scanner.fail("expected a string, or a list of messages");
        }
        to += value;
    }

    std::size_t readResponses(JsonScanner& scanner)
    {
        std::size_t count = 0;
        scanner.beginArray();
        while (scanner.nextElement()) {
            readText(scanner, m_responses);
            m_responses += '\0';
            ++count;
        }
        return count;
    }

    EvaluatedResponses& m_into;
    std::string m_content;
    std::string m_responses;
};

} // namespace

EvaluatedResponses readEvaluatedResponses(const std::filesystem::path& file)
{
    EvaluatedResponses result;
    result.file = file;
    data::LineReader lines(file);
    RowReader reader(result);
    for (std::string_view line; lines.next(line);) {
        if (line.find_first_not_of(" \t") != std::string_view::npos) {
            reader.read(line, lines);
        }
    }
    if (result.size() == 0) {
        throw Error(file.string() + " has no rows; score the responses again");
    }
    return result;
}

bool firstRowHasColumn(const std::filesystem::path& file, const std::function<bool(std::string_view)>& wanted)
{
    try {
        data::LineReader lines(file);
        std::string_view line;
        do {
            if (!lines.next(line)) {
                return false;
            }
        } while (line.find_first_not_of(" \t") == std::string_view::npos);
        JsonScanner scanner(line, lines.file(), lines.line());
        std::string_view key;
        scanner.beginObject();
        while (scanner.nextMember(key)) {
            if (wanted(key)) {
                return true;
            }
            scanner.skip();
        }
    } catch (const Error&) {
        return false; // no JSONL, or none that can be read
    }
    return false;
}

bool isResponseEvaluation(const std::filesystem::path& file)
{
    return firstRowHasColumn(file, [](std::string_view column) { return column.starts_with(columnPrefix); });
}

} // namespace dpl::records
