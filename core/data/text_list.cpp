#include "data/text_list.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "data/byte_stream.hpp"
#include "data/line_reader.hpp"
#include "data/row_error.hpp"
#include "data/row_reader.hpp"
#include "data/table_file.hpp"
#include "data/whole_text.hpp"

#include <string_view>
#include <utility>

namespace dpl::data {

namespace {

constexpr const char* responseNames[]{"response", "responses", "texts"};

Dialogue dialogueOf(const Json& value, const std::string& where)
{
    if (value.is_string()) {
        return Dialogue(value.get<std::string>());
    }
    if (areMessages(value)) {
        return Dialogue(messagesOf(value, where));
    }
    throw RowError(where + ": expected a text or messages, found " + value.type_name());
}

/// A response with its prompt before it.
Dialogue answered(const Json& prompt, const Json& response, const std::string& where)
{
    if (prompt.is_null()) {
        return dialogueOf(response, where);
    }
    if (areMessages(prompt)) {
        return Dialogue(joined(messagesOf(prompt, where),
            response.is_string() ? Json::array({messageFrom("assistant", response.get<std::string>())})
                                 : messagesOf(response, where)));
    }
    if (!prompt.is_string()) {
        throw RowError(where + ": the prompt is neither a text nor messages");
    }
    const auto& text = prompt.get_ref<const std::string&>();
    if (areMessages(response)) {
        return Dialogue(withPrompt(text, messagesOf(response, where), where));
    }
    if (!response.is_string()) {
        throw RowError(where + ": expected a text or messages, found " + response.type_name());
    }
    const auto& answer = response.get_ref<const std::string&>();
    return Dialogue(std::string(promptBefore(text, answer, answer)) + answer);
}

class TextReader {
public:
    TextReader(const std::filesystem::path& file, bool skipBadRows, const Columns& columns, TextList& list)
        : m_file(file), m_skips(skipBadRows), m_columns(columns), m_list(list)
    {
    }

    void read()
    {
        if (tableFormat(m_file)) {
            readRows();
            return;
        }
        ByteStream stream(m_file);
        const char first = stream.firstCharacter();
        if (first == '[' && isListOfTexts(stream)) {
            readListOfTexts();
        } else if (first == '[' || first == '{') {
            readRows();
        } else {
            readLines(first == '"');
        }
    }

private:
    template <typename Read> void skippingBad(const Read& read)
    {
        try {
            read();
        } catch (const RowError& error) {
            if (!m_skips) {
                throw;
            }
            m_list.skipped.add(error.what());
        }
    }

    static bool isListOfTexts(ByteStream& stream)
    {
        std::string start(std::size_t{1} << 16, '\0');
        start.resize(stream.read(start.data(), start.size()));
        const std::size_t at = start.find_first_not_of(" \t\r\n", start.find('[') + 1);
        return at != std::string::npos && start[at] == '"';
    }

    void readListOfTexts()
    {
        ByteStream stream(m_file);
        std::string content;
        std::vector<char> buffer(std::size_t{1} << 18);
        while (const std::size_t count = stream.read(buffer.data(), buffer.size())) {
            content.append(buffer.data(), count);
        }
        const Json values = Json::parse(content, nullptr, false);
        if (!values.is_array()) {
            throw Error(m_file.string() + " is not a JSON list of texts");
        }
        std::int64_t number = 0;
        for (const Json& value : values) {
            const std::string where = placeOf(m_file.string(), RowNumbers::rows, ++number);
            skippingBad([&] { addText(value, where); });
        }
    }

    void readLines(bool areJson)
    {
        LineReader lines(m_file);
        for (;;) {
            bool isThere = true;
            skippingBad([&] {
                std::string_view line;
                isThere = lines.next(line);
                if (isThere && !trimmed(line).empty()) {
                    addText(areJson ? Json::parse(line, nullptr, false) : Json(std::string(line)), lines.where());
                }
            });
            if (!isThere) {
                return;
            }
        }
    }

    void addText(const Json& value, const std::string& where)
    {
        if (!value.is_string()) {
            throw RowError(where + ": expected a text" + (value.is_discarded() ? ", which is not JSON" : ""));
        }
        m_list.texts.push_back({Dialogue(value.get<std::string>()), {}, Json{{"text", value}}, where});
    }

    void readRows()
    {
        const std::unique_ptr<RowReader> reader = openRows(m_file);
        for (;;) {
            bool isThere = true;
            skippingBad([&] {
                Json row;
                isThere = reader->next(row);
                if (isThere) {
                    m_columns.apply(row, reader->where());
                    addRow(std::move(row), reader->where());
                }
            });
            if (!isThere) {
                return;
            }
        }
    }

    void addRow(Json row, const std::string& where)
    {
        for (const char* name : {"text", "messages"}) {
            if (const auto found = row.find(name); found != row.end()) {
                Dialogue dialogue = dialogueOf(*found, where + ": " + name);
                m_list.texts.push_back({std::move(dialogue), {}, std::move(row), where});
                return;
            }
        }
        const char* name = nullptr;
        for (const char* other : responseNames) {
            name = !name && row.contains(other) ? other : name;
        }
        if (!name) {
            throw RowError(where + ": it has none of text, messages, response and responses");
        }
        const std::string ofPrompt = row.contains("prompt") ? "prompt" : columnOfPrompt(row);
        const Json prompt = ofPrompt.empty() ? Json()
            : ofPrompt == "prompt"           ? row["prompt"]
                                             : promptOfColumn(row, ofPrompt);
        const Json given = row[name];
        row.erase(name);
        // A single response may be a list, too: of its messages.
        const bool isMessages =
            std::string_view(name) == "response" && given.is_array() && !given.empty() && given.front().is_object();
        const bool isList = given.is_array() && !isMessages;
        const std::string key = !prompt.is_null() ? dumpJson(prompt) : isList ? where : std::string();
        std::vector<ListedText> texts;
        for (const Json& response : isList ? given : Json::array({given})) {
            const std::string place = where + ": " + name + (isList ? "[" + std::to_string(texts.size()) + "]" : "");
            Json told = row;
            told["response"] = response;
            texts.push_back({answered(prompt, response, place), key, std::move(told), where});
        }
        m_list.texts.insert(
            m_list.texts.end(), std::make_move_iterator(texts.begin()), std::make_move_iterator(texts.end()));
    }

    const std::filesystem::path& m_file;
    bool m_skips;
    const Columns& m_columns;
    TextList& m_list;
};

} // namespace

TextList loadTexts(const std::filesystem::path& file, bool skipBadRows, const Columns& columns)
{
    TextList list;
    TextReader(file, skipBadRows, columns, list).read();
    if (list.texts.empty()) {
        throw Error(file.string() + " has no texts"
            + (list.skipped.count > 0
                    ? " that can be used; all rows were skipped, the first: " + list.skipped.reasons.front()
                    : std::string()));
    }
    return list;
}

} // namespace dpl::data
