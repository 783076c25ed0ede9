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

    void setBackbone(const std::string& name); ///< as training takes it; empty: none

private:
    void say(const QString& sentence);

    std::string m_backbone;
    LatestRequest m_describing;
};

} // namespace dpl::ui
