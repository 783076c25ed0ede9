#include "data/response_set.hpp"

#include "base/error.hpp"
#include "data/row_error.hpp"

#include <utility>

namespace dpl::data {

ResponseRow::ResponseRow(Json row, const std::string& where, std::int64_t line, const Columns& columns)
    : m_row(std::move(row)), m_line(line)
{
    if (!m_row.is_object()) {
        throw RowError(where + ": expected an object");
    }
    columns.apply(m_row, where);
    const auto prompt = m_row.find("prompt");
    const bool ofMessages = prompt != m_row.end() && areMessages(*prompt);
    if (!ofMessages) {
        m_dialogue = stringMember(m_row, "prompt", where).find("Human: ");
        if (m_dialogue == std::string::npos) {
            throw RowError(where
                + ": prompt: it lacks \"Human: \", where the scored text begins; or write it as a list of messages, "
                  "which the model's chat template renders");
        }
    }
    const auto responses = m_row.find("responses");
    if (responses == m_row.end()) {
        throw RowError(where + ": \"responses\" is missing");
    }
    if (!responses->is_array() || responses->empty()) {
        throw RowError(where + ": responses: expected a list of at least one string");
    }
    for (std::size_t i = 0; i < responses->size(); ++i) {
        if (!(*responses)[i].is_string() && !(ofMessages && areMessages((*responses)[i]))) {
            throw RowError(where + ": responses[" + std::to_string(i) + "]: expected a string, found "
                + (*responses)[i].type_name());
        }
        if (ofMessages) {
            messagesOfResponse(i, where);
        }
    }
}

std::size_t ResponseRow::responseCount() const
{
    return m_row.find("responses")->size();
}

bool ResponseRow::hasMessages() const
{
    return areMessages(*m_row.find("prompt"));
}

Json ResponseRow::messagesOfResponse(std::size_t response, const std::string& where) const
{
    const Json& given = m_row.find("responses")->at(response);
    return withSystem(m_row,
        joined(messagesOf(*m_row.find("prompt"), where + ": prompt"),
            given.is_string() ? Json::array({messageFrom("assistant", given.get<std::string>())})
                              : messagesOf(given, where + ": responses[" + std::to_string(response) + "]")));
}

Dialogue ResponseRow::scored(std::size_t response) const
{
    if (hasMessages()) {
        return Dialogue(messagesOfResponse(response, {}));
    }
    const auto& prompt = m_row.find("prompt")->get_ref<const std::string&>();
    return Dialogue(prompt.substr(m_dialogue) + m_row.find("responses")->at(response).get_ref<const std::string&>());
}

ResponseSet loadResponses(const std::filesystem::path& file, bool skipBadRows, const Columns& columns)
{
    const std::unique_ptr<RowReader> reader = openRows(file);
    ResponseSet set{file, {}, {}, reader->numbers(), reader->leftOut()};
    for (;;) {
        try {
            Json row;
            if (!reader->next(row)) {
                break;
            }
            set.rows.emplace_back(std::move(row), reader->where(), reader->number(), columns);
        } catch (const RowError& error) {
            if (!skipBadRows) {
                throw;
            }
            set.skipped.add(error.what());
        }
    }
    if (set.rows.empty()) {
        throw Error(file.string() + " has no usable rows"
            + (set.skipped.count > 0 ? "; all were skipped, the first: " + set.skipped.reasons.front()
                                     : std::string()));
    }
    return set;
}

} // namespace dpl::data
