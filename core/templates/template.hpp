#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "templates/limits.hpp"
#include "templates/local_time.hpp"

#include <functional>
#include <memory>
#include <string>

/// The language of chat templates: Jinja as transformers sets it up (a sandbox in which nothing is changed, trim_blocks
/// and lstrip_blocks, break and continue, generation, its own tojson, raise_exception and strftime_now). What documents
/// of HTML and templates of several files need (extends, include, autoescape, urlize, ...) is not in it.
namespace dpl::templates {

/// "name:line:column: what is wrong".
class TemplateError : public Error {
public:
    TemplateError(const std::string& message, bool isRefusal) : Error(message), m_isRefusal(isRefusal) { }

    /// Whether the template itself says so, by raise_exception: it does not render such input.
    bool isRefusal() const { return m_isRefusal; }

private:
    bool m_isRefusal;
};

struct RenderOptions {
    Limits limits;
    std::function<LocalTime()> now = localTimeNow; ///< for strftime_now
};

class Template {
public:
    /// `name` is for errors. Throws TemplateError where the text is no template.
    Template(std::string_view source, std::string name);
    ~Template();
    Template(Template&&) noexcept;
    Template& operator=(Template&&) noexcept;

    /// The text for variables, an object of names. Throws TemplateError where the template does not go with them,
    /// refuses them, or takes more than the limits. Safe from several threads.
    std::string render(const Json& variables, const RenderOptions& options = {}) const;

private:
    struct Parts;

    std::unique_ptr<const Parts> m_parts;
};

} // namespace dpl::templates
