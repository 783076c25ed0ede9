#pragma once

#include <QPushButton>
#include <QStringList>

namespace dpl::ui {

/// Asks for evaluation files or a folder of them, and offers those opened last.
class OpenEvaluationsButton : public QPushButton {
    Q_OBJECT

public:
    explicit OpenEvaluationsButton(QWidget* parent = nullptr);

    void setStartFolder(const QString& folder) { m_startFolder = folder; } ///< where dialogs begin
    void setCanAdd(bool canAdd) { m_canAdd = canAdd; } ///< something is open that files can be added to

    QStringList recent() const; ///< newest first; of files that were opened together, a path on each line
    void setRecent(const QStringList& paths);
    void remember(const QStringList& paths); ///< that were opened together

    void askForFiles(bool beside);
    void askForFolder();

Q_SIGNALS:
    void filesChosen(const QStringList& files, bool beside);
    void folderChosen(const QString& folder);

private:
    void fillMenu();

    QString m_startFolder;
    QList<QStringList> m_recent;
    bool m_canAdd = false;
};

} // namespace dpl::ui
