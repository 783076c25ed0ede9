#include "pages/train/command_card.hpp"

#include "base/error.hpp"
#include "base/font_scale.hpp"
#include "base/icon.hpp"
#include "pages/train/fitting_text.hpp"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int lines = 3;

} // namespace

CommandCard::CommandCard(QWidget* parent)
    : Card(tr("Command"), parent), m_text(new FittingText(lines)),
      m_copy(new QPushButton(icon(QStringLiteral("copy")), tr("Copy")))
{
    m_copy->setToolTip(tr("Copy the equivalent dpl command"));
    m_copy->setAccessibleName(tr("Copy the command"));
    m_copy->setFixedHeight(fieldHeight(*m_copy));
    addBesideTitle(m_copy);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("The equivalent command"));
    m_text->setPlaceholderText(tr("Available once the parameters are valid."));
    body()->addWidget(m_text);
    connect(m_copy, &QPushButton::clicked, this, &CommandCard::copy);
}

void CommandCard::setExperiment(const Experiment& experiment)
{
    m_experiment = experiment;
    m_text->setPlainText(m_experiment.command());
    m_text->setToolTip(m_experiment.plan->size() > 1 ? tr("sweep.json is written when the runs are queued or the "
                                                          "command is copied; copying leaves one that says "
                                                          "something else as it is, and writes another beside it")
                                                     : QString());
    m_copy->setEnabled(!m_experiment.plan->empty());
}

void CommandCard::copy()
{
    try {
        QString outcome = tr("The command is on the clipboard");
        if (m_experiment.plan->size() > 1) {
            if (const ExperimentCheck found = m_experiment.check({}); !found.difference.empty()) {
                // The sweep.json that is there is another experiment's.
                Q_EMIT copied(tr("The command is not copied. %1")
                                  .arg(m_experiment.conflictText(QString::fromStdString(found.difference))));
                return;
            }
            const std::filesystem::path file = m_experiment.writeSweepForCommand();
            m_text->setPlainText(m_experiment.command(file));
            outcome = tr("The command is on the clipboard; it reads %1").arg(QString::fromStdString(file.string()));
        }
        QGuiApplication::clipboard()->setText(m_text->toPlainText());
        Q_EMIT copied(outcome);
    } catch (const std::exception& error) {
        Q_EMIT copied(QString::fromUtf8(error.what()));
    }
}

} // namespace dpl::ui
