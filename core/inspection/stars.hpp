#pragma once

#include "base/json.hpp"
#include "inspection/inspection.hpp"

#include <vector>

/// Items that somebody marked to find them again, file by file; the evaluation files stay as they are.
namespace dpl::inspection {

/// {"{file}": {"{row}": "{hash of what the row says}"}}: a star stays with what was said, not with the row's number.
class Stars {
public:
    Stars() = default;
    explicit Stars(const Json& stored); ///< what is no star is left out

    const Json& toJson() const { return m_stars; }

    /// [items]: those whose file and row have a star and still say what they said. Throws Error as Inspection::texts.
    std::vector<bool> in(const Inspection& inspection) const;

    /// Throws Error as Inspection::texts.
    void set(const Inspection& inspection, std::size_t item, bool starred);

private:
    Json m_stars = Json::object();
};

} // namespace dpl::inspection
