#include "text/vocabulary_json.hpp"

#include "base/error.hpp"

#include <limits>

namespace dpl::text {

namespace {

constexpr std::size_t deepest = 64;

/// Builds the value as nlohmann's own parser does, but for two things: members of the vocabulary go into a list, and
/// members of other objects are not compared with all before them.
class Reader final : public nlohmann::json_sax<Json> {
public:
    Reader(const std::string& text, const std::vector<std::string>& path, const std::string& source)
        : m_text(text), m_path(path), m_source(source)
    {
    }

    VocabularyJson take() { return std::move(m_result); }

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_float(double value, const std::string&) override { return put(value); }
    bool string(std::string& value) override { return put(std::move(value)); }
    bool binary(Json::binary_t&) override { return false; }

    bool number_integer(std::int64_t value) override
    {
        if (m_inVocabulary) {
            m_result.vocabulary.emplace_back(std::move(m_key), value);
            return true;
        }
        return put(value);
    }

    bool number_unsigned(std::uint64_t value) override
    {
        if (m_inVocabulary) {
            constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
            return number_integer(static_cast<std::int64_t>(std::min(value, most)));
        }
        return put(value);
    }

    bool start_object(std::size_t) override
    {
        if (m_inVocabulary) {
            noneInVocabulary();
        }
        m_inVocabulary = isVocabularyNext();
        return start(Json::object());
    }

    bool start_array(std::size_t) override
    {
        if (m_inVocabulary) {
            noneInVocabulary();
        }
        return start(Json::array());
    }

    bool end_object() override
    {
        m_inVocabulary = false;
        return end();
    }

    bool end_array() override { return end(); }

    bool key(std::string& name) override
    {
        m_key = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override
    {
        if (dynamic_cast<const Json::out_of_range*>(&error)) {
            throw Error(m_source + ": it has a number that is too large for a double");
        }
        const std::size_t end = std::min(m_text.size(), position > 0 ? position - 1 : 0);
        const std::string_view before = std::string_view(m_text).substr(0, end);
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        const std::size_t lineStart = before.rfind('\n');
        const std::size_t column = lineStart == std::string_view::npos ? end + 1 : end - lineStart;
        throw Error(m_source + ":" + std::to_string(line) + ":" + std::to_string(column)
            + ": this is not valid JSON here; check the quotes, commas and brackets before it");
    }

private:
    [[noreturn]] void noneInVocabulary() const
    {
        throw Error(m_source + ": vocabulary: token \"" + m_key + "\" has an id that is not a whole number");
    }

    /// Whether the value that comes next is the vocabulary's.
    bool isVocabularyNext() const
    {
        if (m_open.size() != m_path.size()) {
            return false;
        }
        for (std::size_t i = 0; i < m_path.size(); ++i) {
            const std::string& name = i + 1 < m_path.size() ? m_names[i + 1] : m_key;
            if (!m_open[i]->is_object() || name != m_path[i]) {
                return false;
            }
        }
        return true;
    }

    Json* place(Json&& value)
    {
        if (m_open.empty()) {
            m_result.rest = std::move(value);
            return &m_result.rest;
        }
        Json& parent = *m_open.back();
        if (parent.is_array()) {
            return &parent.get_ref<Json::array_t&>().emplace_back(std::move(value));
        }
        auto& members =
            static_cast<std::vector<std::pair<const std::string, Json>>&>(parent.get_ref<Json::object_t&>());
        return &members.emplace_back(m_key, std::move(value)).second;
    }

    bool put(Json&& value)
    {
        if (m_inVocabulary) {
            noneInVocabulary();
        }
        place(std::move(value));
        return true;
    }

    bool start(Json&& value)
    {
        if (m_open.size() >= deepest) {
            throw Error(m_source + ": it is nested more than " + std::to_string(deepest)
                + " levels deep, which no tokenizer is");
        }
        m_names.push_back(m_key);
        m_open.push_back(place(std::move(value)));
        return true;
    }

    bool end()
    {
        m_open.pop_back();
        m_names.pop_back();
        return true;
    }

    const std::string& m_text;
    const std::vector<std::string>& m_path;
    const std::string& m_source;
    VocabularyJson m_result;
    std::vector<Json*>
        m_open; ///< the arrays and objects around; the last alone grows, so that the others stay where they are
    std::vector<std::string> m_names; ///< the keys of the open ones
    std::string m_key;
    bool m_inVocabulary = false;
};

} // namespace

VocabularyJson parseVocabularyJson(
    const std::string& text, const std::vector<std::string>& path, const std::string& source)
{
    Reader reader(text, path, source);
    Json::sax_parse(text, &reader);
    return reader.take();
}

} // namespace dpl::text
