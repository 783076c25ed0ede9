#include "pages/runs/log_panel.hpp"

#include "base/theme.hpp"
#include "widgets/card.hpp"
#include "widgets/notice.hpp"

#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTextCursor>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>

namespace dpl::ui {

namespace {

constexpr int readAgainMilliseconds = 2000;

std::optional<Tone> toneOf(runs::LogEvent event)
{
    switch (event) {
    case runs::LogEvent::warning: return Tone::warning;
    case runs::LogEvent::failed: return Tone::bad;
    case runs::LogEvent::finished: return Tone::good;
    default: return std::nullopt;
    }
}

} // namespace

LogPanel::LogPanel(QWidget* parent)
    : QWidget(parent), m_card(new Card(tr("Log"))), m_problem(new Notice(Tone::bad)), m_text(new QPlainTextEdit),
      m_open(new QPushButton(tr("Open file")))
{
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setMaximumBlockCount(mostLines);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Log of the selected run"));
    m_open->setEnabled(false);
    connect(m_open, &QPushButton::clicked, this, &LogPanel::openFile);
    m_card->addBesideTitle(m_open);
    m_card->body()->addWidget(m_problem);
    m_card->body()->addWidget(m_text, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
    m_again.setInterval(readAgainMilliseconds);
    connect(&m_again, &QTimer::timeout, this, [this] {
        m_isDue = true;
        read();
    });
    setRuns({});
}

void LogPanel::setRuns(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs)
{
    const std::filesystem::path folder = runs.size() == 1 ? runs.front()->folder : std::filesystem::path();
    if (folder != m_folder || folder.empty()) {
        m_request.cancel();
        m_folder = folder;
        present({});
    }
    m_card->setNote(folder.empty() ? QString() : tr("· %1").arg(QString::fromStdString(runs.front()->name())));
    m_text->setPlaceholderText(folder.empty() ? tr("Select a single run in the table above to read its log.")
                                              : tr("This run has no log: it has not started yet, or was written by a "
                                                   "version of the program that kept none."));
    m_isDue = !folder.empty();
    if (m_isDue && runs.front()->record.state == runs::RunState::running) {
        m_again.start();
    } else {
        m_again.stop();
    }
    read();
}

QString LogPanel::text() const
{
    return m_text->toPlainText();
}

void LogPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    read();
}

void LogPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_text->clear(); // the colours of lines
        append(0);
    }
}

void LogPanel::read()
{
    if (!m_isDue || !isVisible() || m_request.isRunning()) {
        return;
    }
    m_isDue = false;
    m_request.start(
        this, [folder = m_folder] { return runs::readLog(folder); },
        [this](std::vector<runs::LogEntry> entries) {
            m_problem->setText({});
            present(std::move(entries));
            read();
        },
        [this](const QString& message) {
            m_problem->setText(message);
            present({});
        });
}

void LogPanel::present(std::vector<runs::LogEntry> entries)
{
    const bool hasGrown =
        entries.size() >= m_entries.size() && std::equal(m_entries.begin(), m_entries.end(), entries.begin());
    const std::size_t shown = hasGrown ? m_entries.size() : 0;
    if (!hasGrown) {
        m_text->clear();
    }
    m_entries = std::move(entries);
    append(shown);
    m_open->setEnabled(!m_entries.empty());
    m_open->setToolTip(m_entries.empty()
            ? tr("Open the log in the program for text files")
            : tr("Open %1").arg(QDir::toNativeSeparators(QString::fromStdString(runs::logFile(m_folder).string()))));
}

/// Shows the entries from `first` on below those that are shown.
void LogPanel::append(std::size_t first)
{
    const Theme theme = Theme::of(*this);
    QScrollBar* bar = m_text->verticalScrollBar();
    const bool followsEnd = bar->value() == bar->maximum();
    QTextCursor cursor(m_text->document());
    cursor.movePosition(QTextCursor::End);
    const std::size_t begin = std::max(first, m_entries.size() - std::min(m_entries.size(), std::size_t(mostLines)));
    for (std::size_t i = begin; i < m_entries.size(); ++i) {
        const std::optional<Tone> tone = toneOf(m_entries[i].event);
        QTextCharFormat format;
        format.setForeground(tone ? theme.toneColour(*tone) : theme.text);
        if (!m_text->document()->isEmpty()) {
            cursor.insertBlock();
        }
        cursor.insertText(QString::fromStdString(runs::logLine(m_entries[i])), format);
    }
    if (followsEnd) {
        bar->setValue(bar->maximum());
    }
}

void LogPanel::openFile()
{
    const QString file = QString::fromStdString(runs::logFile(m_folder).string());
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(file))) {
        m_problem->setText(tr("No program on this desktop opens this kind of file; it is %1").arg(file));
    }
}

} // namespace dpl::ui
