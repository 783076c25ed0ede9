#include "shell/sidebar.hpp"

#include "base/icon.hpp"
#include "base/theme.hpp"
#include "shell/sidebar_button.hpp"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

/// The program's icon, as fine as the screen that it is on.
class Mark final : public QWidget {
public:
    explicit Mark(QWidget* parent) : QWidget(parent) { setFixedSize(22, 22); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        applicationIcon().paint(&painter, rect());
    }
};

} // namespace

Sidebar::Sidebar(QWidget* parent)
    : QWidget(parent), m_pages(new QVBoxLayout), m_group(new QButtonGroup(this)),
      m_jobs(new SidebarButton(tr("Jobs"), QStringLiteral("jobs"), this)),
      m_settings(new SidebarButton(tr("Settings"), QStringLiteral("settings"), this))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    setAccessibleName(tr("Pages"));

    auto* mark = new Mark(this);
    auto* name = new QLabel(tr("DPL Workbench"), this);
    QFont font = name->font();
    font.setWeight(QFont::Bold);
    font.setPointSizeF(font.pointSizeF() * 1.05);
    name->setFont(font);
    auto* brand = new QHBoxLayout;
    brand->setContentsMargins(8, 0, 0, 0);
    brand->setSpacing(8);
    brand->addWidget(mark);
    brand->addWidget(name);
    brand->addStretch(1);

    m_group->setExclusive(true);
    m_pages->setSpacing(2);
    m_settings->setCheckable(false);
    m_jobs->setToolTip(tr("Queued, running and finished jobs (Ctrl+J)"));
    m_settings->setToolTip(tr("Theme, threads, folder for runs (Ctrl+,)"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 16, 8, 8);
    layout->setSpacing(2);
    layout->addLayout(brand);
    layout->addSpacing(12);
    layout->addLayout(m_pages);
    layout->addStretch(1);
    layout->addWidget(m_jobs);
    layout->addWidget(m_settings);

    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool checked) {
        if (checked)
            Q_EMIT pageChosen(index);
    });
    connect(m_jobs, &QAbstractButton::toggled, this, &Sidebar::jobsToggled);
    connect(m_settings, &QAbstractButton::clicked, this, &Sidebar::settingsChosen);
}

void Sidebar::addPage(const QString& title, const QString& iconName, const QString& shortcut)
{
    auto* button = new SidebarButton(title, iconName, this);
    button->setNote(shortcut);
    button->setToolTip(tr("Show the page %1 (%2)").arg(title, shortcut));
    m_group->addButton(button, int(m_group->buttons().size()));
    m_pages->addWidget(button);
}

void Sidebar::setCurrentPage(int index)
{
    if (QAbstractButton* button = m_group->button(index))
        button->setChecked(true);
}

void Sidebar::setJobsOpen(bool open)
{
    m_jobs->setChecked(open);
}

void Sidebar::setJobCounts(int running, int queued, int paused, int failed)
{
    QStringList parts;
    if (failed > 0)
        parts.append(tr("%1 failed").arg(failed));
    if (running > 0)
        parts.append(tr("%1 running").arg(running));
    if (queued > 0)
        parts.append(tr("%1 queued").arg(queued));
    if (paused > 0)
        parts.append(tr("%1 paused").arg(paused));
    m_jobs->setNote(parts.value(0), failed > 0 ? Tone::bad : Tone::neutral);
    m_jobs->setToolTip(tr("Queued, running and finished jobs (Ctrl+J)")
        + (parts.isEmpty() ? QString() : QStringLiteral("\n") + parts.join(QStringLiteral(", "))));
}

void Sidebar::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.sidebar);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), theme.border);
}

} // namespace dpl::ui
