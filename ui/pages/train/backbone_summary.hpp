#pragma once

#include "base/latest_request.hpp"
#include "widgets/secondary_label.hpp"

#include <string>

namespace dpl::ui {

/// Says in a line what a backbone is, or why it cannot be used; read away from the GUI thread.
class BackboneSummary : public SecondaryLabel {
    Q_OBJECT

public:
    explicit BackboneSummary(QWidget* parent = nullptr);

    /// As training takes it; empty: none. One that could not be read is tried again when it is given again.
    void setBackbone(const std::string& name);

private:
    void say(const QString& sentence);

    std::string m_backbone; ///< that is described or being read
    std::string m_shown; ///< that the sentence is about
    LatestRequest m_describing;
};

} // namespace dpl::ui
