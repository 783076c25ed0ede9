#include "pages/inspect/open_evaluations_button.hpp"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace dpl::ui {

namespace {

constexpr qsizetype mostRecent = 8;
constexpr int widestPath = 420; // in the menu, which is not to leave the window

} // namespace

OpenEvaluationsButton::OpenEvaluationsButton(QWidget* parent) : QPushButton(tr("Open…"), parent)
{
    setAccessibleName(tr("Open evaluation files"));
    setToolTip(tr("Open evaluation files, or a folder of them; they can also be dropped here"));
    setMenu(new QMenu(this));
    menu()->setToolTipsVisible(true);
    connect(menu(), &QMenu::aboutToShow, this, &OpenEvaluationsButton::fillMenu);
}

QStringList OpenEvaluationsButton::recent() const
{
    QStringList lines;
    for (const QStringList& paths : m_recent) {
        lines << paths.join(u'\n');
    }
    return lines;
}

void OpenEvaluationsButton::setRecent(const QStringList& paths)
{
    m_recent.clear();
    for (const QString& together : paths.mid(0, mostRecent)) {
        m_recent << together.split(u'\n');
    }
}

void OpenEvaluationsButton::remember(const QStringList& paths)
{
    m_recent.removeAll(paths);
    m_recent.prepend(paths);
    m_recent = m_recent.mid(0, mostRecent);
}

void OpenEvaluationsButton::fillMenu()
{
    menu()->clear();
    menu()->addAction(tr("Files…"), this, [this] { askForFiles(false); });
    menu()->addAction(tr("Folder of an experiment or a checkpoint…"), this, &OpenEvaluationsButton::askForFolder);
    menu()->addAction(tr("Add files…"), this, [this] { askForFiles(true); })->setEnabled(m_canAdd);
    if (!m_recent.isEmpty()) {
        menu()->addSeparator();
    }
    for (const QStringList& paths : std::as_const(m_recent)) {
        const QString first = QDir::toNativeSeparators(paths.constFirst());
        QString text =
            menu()->fontMetrics().elidedText(first, Qt::ElideMiddle, widestPath).replace(u'&', QStringLiteral("&&"));
        if (paths.size() > 1) {
            text = tr("%1 and %2 more").arg(text).arg(paths.size() - 1);
        }
        QAction* action = menu()->addAction(text, this, [this, paths] {
            if (QFileInfo(paths.constFirst()).isDir()) {
                Q_EMIT folderChosen(paths.constFirst());
            } else {
                Q_EMIT filesChosen(paths, false);
            }
        });
        action->setToolTip(QDir::toNativeSeparators(paths.join(u'\n')));
    }
}

void OpenEvaluationsButton::askForFiles(bool beside)
{
    auto* dialog = new QFileDialog(
        this, tr("Evaluation files"), m_startFolder, tr("Evaluations (*.jsonl *.jsonl.gz);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this,
        [this, beside](const QStringList& files) { Q_EMIT filesChosen(files, beside); });
    dialog->open();
}

void OpenEvaluationsButton::askForFolder()
{
    auto* dialog = new QFileDialog(this, tr("Folder of an experiment or a checkpoint"), m_startFolder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &OpenEvaluationsButton::folderChosen);
    dialog->open();
}

} // namespace dpl::ui
