#pragma once

#include "base/latest_request.hpp"
#include "widgets/secondary_label.hpp"

#include <string>

namespace dpl::ui {

/// Says in a line what a backbone is, or, in the theme's colour of what is bad, why it cannot be used; read away from
/// the GUI thread.
class BackboneSummary : public SecondaryLabel {
    Q_OBJECT

public:
    explicit BackboneSummary(QWidget* parent = nullptr);

    /// As training takes it; empty: none. One that could not be read is tried again when it is given again.
    void setBackbone(const std::string& name);

    const QString& problem() const { return m_problem; } ///< why it cannot be used; empty: it can, or is not read

Q_SIGNALS:
    void described(); ///< or found to be of no use

private:
    void say(const QString& sentence, bool isProblem = false);

    std::string m_backbone; ///< that is described or being read
    std::string m_shown; ///< that the sentence is about
    QString m_problem;
    LatestRequest m_describing;
};

} // namespace dpl::ui
