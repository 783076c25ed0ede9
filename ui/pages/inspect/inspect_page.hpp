#pragma once

#include "pages/page.hpp"

namespace dpl::ui {

class JobQueue;
class Settings;

/// Pairs and responses of evaluation files: what was said, and what models believe of it.
class InspectPage : public Page {
    Q_OBJECT

public:
    InspectPage(Settings& settings, JobQueue& queue, QWidget* parent = nullptr);

    QString title() const override { return tr("Inspect"); }
    QString iconName() const override { return QStringLiteral("inspect"); }

private:
    Settings& m_settings;
    JobQueue& m_queue;
};

} // namespace dpl::ui
